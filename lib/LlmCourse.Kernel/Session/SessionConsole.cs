using System.Text;

namespace LlmCourse.Kernel.Session;

/// <summary>Stands in for the console's output, and gives each text to the cell whose code wrote it.</summary>
internal sealed class SessionConsole(TextWriter original, bool isError) : TextWriter
{
    private static readonly Lock Gate = new();
    private static bool installed;

    public override Encoding Encoding => Encoding.UTF8;

    public override string NewLine => "\n";

    /// <summary>Takes the place of the console's streams, once for the process.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (!installed)
            {
                installed = true;
                Console.SetOut(new SessionConsole(Console.Out, isError: false));
                Console.SetError(new SessionConsole(Console.Error, isError: true));
                Console.SetIn(new SessionInput(Console.In));
            }
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (RunningCell.Current is { } cell)
        {
            cell.Write(value, isError);
        }
        else
        {
            original.Write(value);
        }
    }

    public override void Flush() => original.Flush();
}
