namespace LlmCourse.Generation.Decoding;

/// <summary>Rows that go through the model together: whose they are, and where they stand in their texts.</summary>
internal sealed class DecoderStep
{
    /// <summary>Places the rows, each behind those of its text.</summary>
    public DecoderStep(ReadOnlySpan<DecoderRow> rows)
    {
        Rows = rows.ToArray();
        (Positions, Previous) = (new int[rows.Length], new int[rows.Length]);
        var last = new Dictionary<DecoderText, int>();
        for (var row = 0; row < Rows.Length; row++)
        {
            var text = Rows[row].Text;
            Previous[row] = last.TryGetValue(text, out var before) ? before : -1;
            Positions[row] = Previous[row] >= 0 ? Positions[before] + 1 : text.Length;
            last[text] = row;
        }

        Texts = [.. Enumerable.Range(0, Rows.Length).GroupBy(row => Rows[row].Text).Select(group => group.ToArray())];
        Asked = [.. Enumerable.Range(0, Rows.Length).Where(row => Rows[row].IsAsked)];
    }

    /// <summary>The rows.</summary>
    public DecoderRow[] Rows { get; }

    /// <summary>Where each stands in its text.</summary>
    public int[] Positions { get; }

    /// <summary>The row of the token before, where it is among these; else -1.</summary>
    public int[] Previous { get; }

    /// <summary>The rows of each text, in order.</summary>
    public int[][] Texts { get; }

    /// <summary>Rows whose logits are wanted.</summary>
    public int[] Asked { get; }
}
