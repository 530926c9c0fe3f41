ID = "update-plus"


def update_b(w, step, learning_rate, **_):
    return w + learning_rate * step
