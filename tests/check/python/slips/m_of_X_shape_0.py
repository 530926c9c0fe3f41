import course

CHANGES = {"l2": 0.7}
TOGETHER = True


def of_wrong_m(right):
    def wrong(X, **known):
        return right(**dict(known, X=X, m=X.shape[0]))
    return wrong


data_cost, penalty, weight_gradient, bias_gradient = map(
    of_wrong_m, (course.data_cost, course.penalty, course.weight_gradient, course.bias_gradient))
