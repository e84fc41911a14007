// Typical wrong answers to the exercises of chapter 00. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 00-guess / base 10
// hint: That is the logarithm to base 10
double LossOfGuessing(int vocabulary) => Math.Log10(vocabulary);

// mistake: 00-guess / bits
// hint: These are bits, counted with the logarithm to base 2
double LossOfGuessing(int vocabulary) => Math.Log2(vocabulary);

// mistake: 00-guess / the wrong sign
// hint: The logarithm of a probability is below 0, and the loss is minus that.
double LossOfGuessing(int vocabulary) => Math.Log(1.0 / vocabulary);

// mistake: 00-guess / divides whole numbers
// hint: 1 / vocabulary divides whole numbers and is 0
double LossOfGuessing(int vocabulary) => -Math.Log(1 / vocabulary);

// mistake: 00-guess / the probability
// hint: That is the probability
double LossOfGuessing(int vocabulary) => 1.0 / vocabulary;

// mistake: 00-softmax / one sum for all
// hint: All numbers together add up to 1
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = (logits - logits.amax([-1], keepdim: true)).exp();
    return (shifted / shifted.sum()).MoveToOuterDisposeScope();
}

// mistake: 00-softmax / columns
// hint: Your columns add up to 1
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = (logits - logits.amax([-1], keepdim: true)).exp();
    return (shifted / shifted.sum(dim: 0, keepdim: true)).MoveToOuterDisposeScope();
}

// mistake: 00-softmax / the scope takes the result
// hint: Your scope disposed of the result too
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = (logits - logits.amax([-1], keepdim: true)).exp();
    return shifted / shifted.sum(dim: -1, keepdim: true);
}

// mistake: 00-softmax / no exponential
// hint: You shared out the logits themselves
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = logits * 1;
    return (shifted / shifted.sum(dim: -1, keepdim: true)).MoveToOuterDisposeScope();
}

// mistake: 00-softmax / overflows
// hint: infinity over infinity is NaN
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = logits.exp();
    return (shifted / shifted.sum(dim: -1, keepdim: true)).MoveToOuterDisposeScope();
}

// mistake: 00-softmax / the largest of all rows
// hint: You subtracted the largest logit of all rows
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = (logits - logits.max()).exp();
    return (shifted / shifted.sum(dim: -1, keepdim: true)).MoveToOuterDisposeScope();
}

// mistake: 00-softmax / leaves the steps behind
// hint: Open a scope at the start
Tensor Softmax(Tensor logits)
{
    var shifted = (logits - logits.amax([-1], keepdim: true)).exp();
    return shifted / shifted.sum(dim: -1, keepdim: true);
}

// mistake: 00-leak / counts the number too
// hint: One too many
int LeftBehindAtEachCall() => 5;

double Distance(Tensor a, Tensor b)
{
    using var scope = NewDisposeScope();
    return (a - b).square().sum().sqrt().item<float>();
}

// mistake: 00-leak / counts the names
// hint: Only one of them has a name, but each operation makes a tensor, named or not.
int LeftBehindAtEachCall() => 1;

double Distance(Tensor a, Tensor b)
{
    using var scope = NewDisposeScope();
    return (a - b).square().sum().sqrt().item<float>();
}

// mistake: 00-leak / without the root
// hint: That is the square of the distance
int LeftBehindAtEachCall() => 4;

double Distance(Tensor a, Tensor b)
{
    using var scope = NewDisposeScope();
    return (a - b).square().sum().item<float>();
}

// mistake: 00-leak / adds the differences
// hint: You added up the differences, which is the way along the streets
int LeftBehindAtEachCall() => 4;

double Distance(Tensor a, Tensor b)
{
    using var scope = NewDisposeScope();
    return (a - b).abs().sum().item<float>();
}

// mistake: 00-leak / only what has a name
// hint: Some are left
int LeftBehindAtEachCall() => 4;

double Distance(Tensor a, Tensor b)
{
    using var difference = a - b;
    using var root = difference.square().sum().sqrt();
    return root.item<float>();
}

// mistake: 00-step / the loss afterwards
// hint: That is the loss after the change
double Step(Gpt model, Tensor inputs, Tensor targets, double rate)
{
    using var scope = NewDisposeScope();
    model.zero_grad();
    var loss = model.Loss(inputs, targets);
    loss.backward();
    using var noRecords = no_grad();
    foreach (var parameter in model.parameters())
    {
        parameter.sub_(parameter.grad * rate);
    }

    return model.Loss(inputs, targets).item<float>();
}

// mistake: 00-step / records are on
// hint: change parameters only after no_grad()
double Step(Gpt model, Tensor inputs, Tensor targets, double rate)
{
    using var scope = NewDisposeScope();
    model.zero_grad();
    var loss = model.Loss(inputs, targets);
    loss.backward();
    foreach (var parameter in model.parameters())
    {
        parameter.sub_(parameter.grad * rate);
    }

    return loss.item<float>();
}

// mistake: 00-step / uphill
// hint: The loss rises
double Step(Gpt model, Tensor inputs, Tensor targets, double rate)
{
    using var scope = NewDisposeScope();
    model.zero_grad();
    var loss = model.Loss(inputs, targets);
    loss.backward();
    using var noRecords = no_grad();
    foreach (var parameter in model.parameters())
    {
        parameter.add_(parameter.grad * rate);
    }

    return loss.item<float>();
}

// mistake: 00-step / a new tensor
// hint: The loss never moves
double Step(Gpt model, Tensor inputs, Tensor targets, double rate)
{
    using var scope = NewDisposeScope();
    model.zero_grad();
    var loss = model.Loss(inputs, targets);
    loss.backward();
    using var noRecords = no_grad();
    foreach (var parameter in model.parameters())
    {
        _ = parameter - (parameter.grad * rate);
    }

    return loss.item<float>();
}

// mistake: 00-step / gradients pile up
// hint: Your gradients pile up
double Step(Gpt model, Tensor inputs, Tensor targets, double rate)
{
    using var scope = NewDisposeScope();
    var loss = model.Loss(inputs, targets);
    loss.backward();
    using var noRecords = no_grad();
    foreach (var parameter in model.parameters())
    {
        parameter.sub_(parameter.grad * rate);
    }

    return loss.item<float>();
}

// mistake: 00-step / no scope
// hint: One scope around the whole step.
double Step(Gpt model, Tensor inputs, Tensor targets, double rate)
{
    model.zero_grad();
    var loss = model.Loss(inputs, targets);
    loss.backward();
    using var noRecords = no_grad();
    foreach (var parameter in model.parameters())
    {
        parameter.sub_(parameter.grad * rate);
    }

    return loss.item<float>();
}
