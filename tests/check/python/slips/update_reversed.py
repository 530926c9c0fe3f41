def update_W(w, step, learning_rate, **_):
    return learning_rate * step - w


update_b = update_W
