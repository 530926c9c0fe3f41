def update_W(w, step, learning_rate, **_):
    return w - step


update_b = update_W
