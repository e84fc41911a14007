// Solutions of chapter 13. Each section takes the place of the exercise's cell.

// exercise: 13-chain
long[] Chain(long[] elements)
{
    var products = elements.ToArray();
    for (var i = 1; i < products.Length; i++) { products[i] = PermutationTasks.Compose(products[i - 1], products[i]); }
    return products;
}

// exercise: 13-error
long EndsAt(long[] elements, int step, long wrong) => elements[step..].Aggregate(wrong, PermutationTasks.Compose);

// exercise: 13-rounds
int Depth(int layers, int written) => layers * written;
int TokensNeeded(int layers, int problemSteps) => (problemSteps + layers - 1) / layers;

// exercise: 13-extract
int? Extract(string text)
{
    var at = text.LastIndexOf("answer", StringComparison.Ordinal);
    var numbers = System.Text.RegularExpressions.Regex.Matches(at < 0 ? "" : text[at..], @"\d+");
    return numbers.Count == 0 ? null : int.Parse(numbers[^1].Value);
}
