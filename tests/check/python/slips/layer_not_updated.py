def update_W(w, **_):
    return w


update_b = update_W
