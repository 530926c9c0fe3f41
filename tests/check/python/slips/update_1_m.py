ID = "update-1/m"


def update_W(w, step, learning_rate, m, **_):
    return w - learning_rate * step / m


update_b = update_W
