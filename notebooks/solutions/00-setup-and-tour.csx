// The solutions of chapter 00. Each section takes the place of the exercise's cell.

// exercise: 00-guess
double LossOfGuessing(int vocabulary) => Math.Log(vocabulary); // -ln(1 / V) = ln V

new Exercise("00-guess", "Give the loss, in nats per token, of knowing nothing.", minutes: 3)
    .Check("two possible tokens cost ln 2 each",
        () => Math.Abs(LossOfGuessing(2) - 0.693147) < 1e-5,
        "The probability is 1/2; the loss is minus its natural logarithm, Math.Log.")
    .Check("one possible token costs nothing",
        () => LossOfGuessing(1) == 0,
        "A model that has no choice is always right. What is the logarithm of 1?")
    .Check("our first model started there",
        () => Math.Abs(LossOfGuessing(V) - untrained) < 0.15,
        "Compare with the line 'ln V' in the figure of the loss.")

// exercise: 00-softmax
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = (logits - logits.amax([-1], keepdim: true)).exp(); // the largest exponent is 0: no overflow
    return (shifted / shifted.sum(dim: -1, keepdim: true)).MoveToOuterDisposeScope();
}

new Exercise("00-softmax", "Probabilities from logits, without overflow or leak.", minutes: 10)
    .Check("each row adds up to 1",
        () => Softmax(x).sum(dim: -1).allclose(ones(2)),
        "Divide by sum(dim: -1, keepdim: true): a direction of length 1 stays, and broadcasts.")
    .Check("the numbers are libtorch's",
        () => Softmax(x).allclose(nn.functional.softmax(x, dim: -1)),
        "exp() first, then divide each number by the sum of its own row.")
    .Check("large logits are no problem",
        () => Softmax(x * 1000).allclose(nn.functional.softmax(x * 1000, dim: -1)),
        "Subtract each row's largest logit before exp(): the quotient stays the same.")
    .Check("one tensor is left: the result",
        () => LeftBehind(() => Softmax(x)) == 1,
        "Open a scope at the start, and MoveToOuterDisposeScope() at the end.")

// exercise: 00-leak
int LeftBehindAtEachCall() => 4; // the difference, its square, the sum, the root

double Distance(Tensor a, Tensor b)
{
    using var scope = NewDisposeScope();
    return (a - b).square().sum().sqrt().item<float>();
}

new Exercise("00-leak", "Measure a distance without leaving a tensor behind.", minutes: 10)
    .Check("the count is right",
        () => LeftBehindAtEachCall() == LeftBehind(() => LeakyDistance(p, q)),
        "Count what gives a tensor: minus, square, sum, sqrt. item() gives a plain number.")
    .Check("the distance of (0, 3) and (4, 0) is 5",
        () => Math.Abs(Distance(p, q) - 5) < 1e-6,
        "The root of the sum of the squared differences, as in LeakyDistance.")
    .Check("a call leaves nothing",
        () => LeftBehind(() => Distance(p, q)) == 0,
        "Begin with: using var scope = NewDisposeScope(); a plain number may leave it freely.")
    .Check("the arguments live on",
        () => !p.IsInvalid && !q.IsInvalid,
        "Dispose of what you made, not of what you were given.")

// exercise: 00-step
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

    return loss.item<float>();
}

new Exercise("00-step", "One step of gradient descent; let it learn a batch.", minutes: 25)
    .Check("it returns the loss before the change",
        () => Practise(Step, 1)[0] == Practise(JustLook, 1)[0],
        "Read the loss with item<float>() right after model.Loss; return that at the end.")
    .Check("a hundred steps halve the loss",
        () => Practise(Step, 100) is var losses && losses[^1] < losses[0] / 2,
        "Is the sign right? Are the gradients zero at first? Does sub_ change the parameter?")
    .Check("a step leaves no tensor behind",
        () => LeftBehind(() => Practise(Step, 3)) == LeftBehind(() => Practise(JustLook, 3)),
        "One scope around the whole step.")
