def update_W(w, db, learning_rate, **_):
    return w - learning_rate * db


def update_b(w, dW, learning_rate, **_):
    return w - learning_rate * dW
