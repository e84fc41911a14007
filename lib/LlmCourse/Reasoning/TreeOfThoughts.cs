namespace LlmCourse.Reasoning;

/// <summary>
/// Searches through thoughts in place of following one chain of them: a proposer gives the next thoughts of each, a valuer says how promising they are, and what is not
/// promising is pruned. Proposer and valuer may be models, or rules. (Yao et al. 2023, section 3; chapter 14.)
/// </summary>
/// <typeparam name="T">A thought: a state of the problem that has been reached. Equal thoughts are followed once.</typeparam>
/// <param name="propose">The thoughts that may come next.</param>
/// <param name="value">How promising a thought is; the larger, the better.</param>
/// <param name="isGoal">True when a thought solves the problem.</param>
public sealed class TreeOfThoughts<T>(
    Func<T, CancellationToken, Task<IReadOnlyList<T>>> propose, Func<T, CancellationToken, Task<double>> value, Func<T, bool> isGoal)
    where T : notnull
{
    /// <summary>The order of the search.</summary>
    public TreeSearch Search { get; init; } = TreeSearch.Beam;

    /// <summary>Thoughts that a beam keeps at each level, b.</summary>
    public int Width { get; init; } = 5;

    /// <summary>Thoughts below this value are pruned.</summary>
    public double Threshold { get; init; } = double.NegativeInfinity;

    /// <summary>The longest path from the root, in steps.</summary>
    public int MostDepth { get; init; } = 8;

    /// <summary>The most calls of the proposer.</summary>
    public int MostProposals { get; init; } = int.MaxValue;

    /// <summary>Tokens that may be spent; proposer and valuer count them, and nothing is begun once they are.</summary>
    public ComputeBudget Budget { get; init; } = ComputeBudget.Unlimited;

    /// <summary>Searches from a root.</summary>
    /// <exception cref="ArgumentException">The width or the depth is below 1.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<TreeResult<T>> RunAsync(T root, CancellationToken cancellation = default)
    {
        if (Width < 1 || MostDepth < 1)
        {
            throw new ArgumentException($"A tree needs a width ({Width}) and a depth ({MostDepth}) of at least 1.");
        }

        var run = new Run(root);
        var level = new List<Node> { new(root, null, 0, 0) };
        while (level.Count > 0 && run.Goal is null && MayGoOn(run))
        {
            cancellation.ThrowIfCancellationRequested();
            var expanded = Search == TreeSearch.DepthFirst ? [level[0]] : level;
            var children = new List<Node>();
            foreach (var node in expanded.Where(node => node.Depth < MostDepth))
            {
                children.AddRange(await ExpandAsync(node, run, cancellation).ConfigureAwait(false));
            }

            children = [.. children.OrderByDescending(child => child.Value)]; // equal ones keep the proposer's order
            level = Search switch
            {
                TreeSearch.DepthFirst => [.. children, .. level.Skip(1)],
                TreeSearch.Beam => [.. children.Take(Width)],
                _ => children,
            };
        }

        var last = run.Goal ?? run.Best;
        return new TreeResult<T>([.. last.Path().Reverse()], run.Goal is not null, run.Proposals, run.Values, run.Pruned);
    }

    private async Task<List<Node>> ExpandAsync(Node node, Run run, CancellationToken cancellation)
    {
        var children = new List<Node>();
        if (run.Goal is not null || !MayGoOn(run))
        {
            return children;
        }

        run.Proposals++;
        foreach (var thought in await propose(node.Thought, cancellation).ConfigureAwait(false))
        {
            if (!run.Seen.Add(thought))
            {
                run.Pruned++;
                continue;
            }

            if (isGoal(thought))
            {
                run.Goal = new Node(thought, node, double.PositiveInfinity, node.Depth + 1);
                return children;
            }

            run.Values++;
            var child = new Node(thought, node, await value(thought, cancellation).ConfigureAwait(false), node.Depth + 1);
            run.Best = (child.Depth, child.Value).CompareTo((run.Best.Depth, run.Best.Value)) > 0 ? child : run.Best;
            if (child.Value < Threshold)
            {
                run.Pruned++;
            }
            else
            {
                children.Add(child);
            }
        }

        return children;
    }

    private bool MayGoOn(Run run) => run.Proposals < MostProposals && !Budget.IsSpent;

    private sealed record Node(T Thought, Node? Parent, double Value, int Depth)
    {
        public IEnumerable<T> Path()
        {
            for (var node = this; node is not null; node = node.Parent)
            {
                yield return node.Thought;
            }
        }
    }

    private sealed class Run(T root)
    {
        public HashSet<T> Seen { get; } = [root];

        public Node Best { get; set; } = new(root, null, double.NegativeInfinity, 0);

        public Node? Goal { get; set; }

        public int Proposals { get; set; }

        public int Values { get; set; }

        public int Pruned { get; set; }
    }
}
