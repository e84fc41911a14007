// Typical wrong answers to the exercises of chapter 13. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 13-chain / from the second on
// hint: The first running product is missing
long[] Chain(long[] elements)
{
    var products = elements.ToArray();
    for (var i = 1; i < products.Length; i++) { products[i] = PermutationTasks.Compose(products[i - 1], products[i]); }
    return products[1..];
}

// mistake: 13-chain / the other order
// hint: The order is turned
long[] Chain(long[] elements)
{
    var products = elements.ToArray();
    for (var i = 1; i < products.Length; i++) { products[i] = PermutationTasks.Compose(products[i], products[i - 1]); }
    return products;
}

// mistake: 13-chain / the last alone
// hint: You returned the last product alone
long[] Chain(long[] elements) => [elements.Aggregate(PermutationTasks.Compose)];

// mistake: 13-chain / numbers added
// hint: You added the numbers of the permutations
long[] Chain(long[] elements)
{
    var products = elements.ToArray();
    for (var i = 1; i < products.Length; i++) { products[i] = (products[i - 1] + products[i]) % 6; }
    return products;
}

// mistake: 13-chain / neighbours
// hint: You composed each element with its neighbour
long[] Chain(long[] elements)
{
    var products = elements.ToArray();
    for (var i = 1; i < products.Length; i++) { products[i] = PermutationTasks.Compose(elements[i - 1], elements[i]); }
    return products;
}

// mistake: 13-error / the error is not read
// hint: You went on as if nothing had happened
long EndsAt(long[] elements, int step, long wrong) => PermutationTasks.RunningProducts(elements)[^1];

// mistake: 13-error / the element of the step again
// hint: You composed the wrong result with the element of its own step
long EndsAt(long[] elements, int step, long wrong) => elements[(step - 1)..].Aggregate(wrong, PermutationTasks.Compose);

// mistake: 13-error / a wrong element
// hint: You put the wrong number in the place of an element
long EndsAt(long[] elements, int step, long wrong)
{
    var changed = elements.ToArray();
    changed[step - 1] = wrong;
    return PermutationTasks.RunningProducts(changed)[^1];
}

// mistake: 13-error / one element is skipped
// hint: You skipped an element
long EndsAt(long[] elements, int step, long wrong) => elements.Skip(step + 1).Aggregate(wrong, PermutationTasks.Compose);

// mistake: 13-error / the other order
// hint: The order is turned
long EndsAt(long[] elements, int step, long wrong) => elements[step..].Aggregate(wrong, (result, element) => PermutationTasks.Compose(element, result));

// mistake: 13-rounds / one pass more
// hint: You counted one pass too many
int Depth(int layers, int written) => layers * (written + 1);
int TokensNeeded(int layers, int problemSteps) => (problemSteps + layers - 1) / layers;

// mistake: 13-rounds / adds
// hint: You added tokens and layers
int Depth(int layers, int written) => layers + written;
int TokensNeeded(int layers, int problemSteps) => (problemSteps + layers - 1) / layers;

// mistake: 13-rounds / the layers alone
// hint: The text makes no difference in your count
int Depth(int layers, int written) => layers;
int TokensNeeded(int layers, int problemSteps) => (problemSteps + layers - 1) / layers;

// mistake: 13-rounds / rounded down
// hint: Fifteen steps fit into three tokens, and one is left over
int Depth(int layers, int written) => layers * written;
int TokensNeeded(int layers, int problemSteps) => problemSteps / layers;

// mistake: 13-rounds / multiplies
// hint: You multiplied
int Depth(int layers, int written) => layers * written;
int TokensNeeded(int layers, int problemSteps) => problemSteps * layers;

// mistake: 13-extract / the first number of all
// hint: You took the first number of the text
int? Extract(string text)
{
    var at = text.LastIndexOf("answer", StringComparison.Ordinal);
    var numbers = System.Text.RegularExpressions.Regex.Matches(text, @"\d+");
    return numbers.Count == 0 ? null : int.Parse(numbers[0].Value);
}

// mistake: 13-extract / one digit
// hint: You took a single digit
int? Extract(string text)
{
    var at = text.LastIndexOf("answer", StringComparison.Ordinal);
    var numbers = System.Text.RegularExpressions.Regex.Matches(at < 0 ? "" : text[at..], @"\d");
    return numbers.Count == 0 ? null : int.Parse(numbers[^1].Value);
}

// mistake: 13-extract / the first match
// hint: You stopped at the first number after the word
int? Extract(string text)
{
    var at = text.LastIndexOf("answer", StringComparison.Ordinal);
    var numbers = System.Text.RegularExpressions.Regex.Matches(at < 0 ? "" : text[at..], @"\d+");
    return numbers.Count == 0 ? null : int.Parse(numbers[0].Value);
}

// mistake: 13-extract / the last number of all
// hint: You took a number although no answer was announced
int? Extract(string text)
{
    var at = text.LastIndexOf("answer", StringComparison.Ordinal);
    var numbers = System.Text.RegularExpressions.Regex.Matches(text, @"\d+");
    return numbers.Count == 0 ? null : int.Parse(numbers[^1].Value);
}

// mistake: 13-extract / zero for none
// hint: You returned a number where there is none
int? Extract(string text)
{
    var at = text.LastIndexOf("answer", StringComparison.Ordinal);
    var numbers = System.Text.RegularExpressions.Regex.Matches(at < 0 ? "" : text[at..], @"\d+");
    return numbers.Count == 0 ? 0 : int.Parse(numbers[^1].Value);
}
