using System.Text;
using System.Text.Json;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>Puts cells into a notebook's file and leaves every other byte of it as it is, however it was written.</summary>
internal static class NotebookSplice
{
    /// <summary>The file's bytes with the cells behind the cell of that number, counted from 0.</summary>
    public static byte[] InsertAfter(ReadOnlySpan<byte> file, int cell, IEnumerable<NotebookCell> cells)
    {
        var end = EndOf(file, cell);
        return [.. file[..end], .. Encoding.UTF8.GetBytes(",\n" + NotebookWriter.WriteCells(cells)), .. file[end..]];
    }

    private static int EndOf(ReadOnlySpan<byte> file, int cell)
    {
        var mark = file.StartsWith("\uFEFF"u8) ? 3 : 0;
        var json = new Utf8JsonReader(file[mark..], new JsonReaderOptions { MaxDepth = 256 });
        while (json.Read() && !(json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("cells"u8)))
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                json.Skip();
            }
        }

        json.Read(); // the list's beginning
        for (var i = 0; i <= cell; i++)
        {
            json.Read();
            json.Skip();
        }

        return mark + (int)json.BytesConsumed;
    }
}
