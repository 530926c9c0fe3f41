def update_W(w, step, learning_rate, m, **_):
    return w - learning_rate * m * step


update_b = update_W
