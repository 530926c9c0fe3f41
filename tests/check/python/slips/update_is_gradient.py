def update_W(step, **_):
    return step


update_b = update_W
