// The solutions of chapter 00. Each section takes the place of the exercise's cell.

// exercise: 00-guess
double LossOfGuessing(int vocabulary) => Math.Log(vocabulary); // -ln(1 / V) = ln V

// exercise: 00-softmax
Tensor Softmax(Tensor logits)
{
    using var scope = NewDisposeScope();
    var shifted = (logits - logits.amax([-1], keepdim: true)).exp(); // the largest exponent is 0: no overflow
    return (shifted / shifted.sum(dim: -1, keepdim: true)).MoveToOuterDisposeScope();
}

// exercise: 00-leak
int LeftBehindAtEachCall() => 4; // the difference, its square, the sum, the root

double Distance(Tensor a, Tensor b)
{
    using var scope = NewDisposeScope();
    return (a - b).square().sum().sqrt().item<float>();
}

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
