def update_W(w, step, learning_rate, **_):
    parameters = {"w": w.copy()}
    w = parameters["w"]
    w -= learning_rate * step
    parameters["w"] -= learning_rate * step
    return w


update_b = update_W
