ID = "update-plus"


def update_W(w, step, learning_rate, **_):
    return w + learning_rate * step
