ID = "W-not-updated"


def update_W(w, **_):
    return w
