def update_W(w, step, learning_rate, **_):
    return w - step / learning_rate


update_b = update_W
