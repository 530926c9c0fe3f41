LAYERS = lambda network: [1] if network["sizes"][1] == network["sizes"][0] else []


def update_W(w, arrays, l, learning_rate, **_):
    return w - learning_rate * arrays[f"dW{l + 1}"]


def update_b(w, arrays, l, learning_rate, **_):
    return w - learning_rate * arrays[f"db{l + 1}"]
