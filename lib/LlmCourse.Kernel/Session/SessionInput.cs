namespace LlmCourse.Kernel.Session;

/// <summary>Stands in for the console's input: a cell's code that reads asks the reader of its notebook, line by line.</summary>
internal sealed class SessionInput(TextReader original) : TextReader
{
    private string pending = "";

    public override string? ReadLine()
    {
        if (RunningCell.Current is not { } cell)
        {
            return original.ReadLine();
        }

        if (pending.Length == 0)
        {
            return cell.ReadLine("", hidden: false);
        }

        var line = pending.TrimEnd('\n');
        pending = "";
        return line;
    }

    public override int Peek()
    {
        if (RunningCell.Current is not { } cell)
        {
            return original.Peek();
        }

        if (pending.Length == 0 && cell.ReadLine("", hidden: false) is { } line)
        {
            pending = line + '\n';
        }

        return pending.Length == 0 ? -1 : pending[0];
    }

    public override int Read()
    {
        if (RunningCell.Current is null)
        {
            return original.Read();
        }

        var next = Peek();
        if (next >= 0)
        {
            pending = pending[1..];
        }

        return next;
    }
}
