CHANGES = {"l2": 0.7}


def update_W(w, dW, learning_rate, lambd, m, **_):
    return w * (1 - learning_rate * lambd / m) - learning_rate * dW
