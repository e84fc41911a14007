using System.Globalization;
using System.Text;
using LlmCourse.Display.Text;

namespace LlmCourse.Display.Values;

/// <summary>Shows a TorchSharp tensor: shape, type and device, and the values of its first corner.</summary>
internal static class TensorView
{
    private const int MostRows = 6;
    private const int MostColumns = 8;
    private const int MostInLine = 4;
    private const string TensorType = "TorchSharp.torch+Tensor";

    public static bool Knows(object value) => Knows(value.GetType());

    public static bool Knows(Type type) => TypeNames.IsA(type, TensorType);

    public static MimeBundle Show(object value)
    {
        dynamic tensor = value;
        if (tensor.IsInvalid)
        {
            return new MimeBundle("(a tensor that has been disposed)");
        }

        long[] shape = tensor.shape;
        string kind = value.GetType().Name == "Parameter" ? "parameter" : "tensor";
        string gradient = tensor.requires_grad ? ", needs gradients" : "";
        var head = $"{kind} [{string.Join(", ", shape)}] {tensor.dtype} on {tensor.device}{gradient}";
        if (!HasReadableValues(tensor, shape))
        {
            return new MimeBundle(head).With("text/html", $"<div class=\"llmcourse-value\"><code>{Html.Encode(head)}</code></div>");
        }

        var rows = ReadCorner(tensor, shape);
        var cells = Format(rows, isWhole: IsWhole((string)tensor.dtype.ToString()));
        var isRow = shape.Length < 2;
        var note = NoteOn(shape);
        return new MimeBundle($"{head}{note}\n{WritePlain(cells, shape, isRow)}").With("text/html", WriteHtml(head + note, cells, shape, isRow));
    }

    /// <summary>The tensor as a line of a table: shape, type, device, and its first values.</summary>
    public static (string Shape, string Type, string Device, string Values) ShowLine(object value)
    {
        dynamic tensor = value;
        if (tensor.IsInvalid)
        {
            return ("(disposed)", "", "", "");
        }

        long[] shape = tensor.shape;
        string type = tensor.dtype.ToString();
        var values = "";
        if (HasReadableValues(tensor, shape))
        {
            string[] first = Format(ReadCorner(tensor, shape), IsWhole(type))[0];
            var isAll = shape.Aggregate(1L, (product, n) => product * n) <= MostInLine;
            values = string.Join("  ", first.Take(MostInLine)) + (isAll ? "" : "  …");
        }

        return ($"[{string.Join(", ", shape)}]", type, tensor.device.ToString(), values);
    }

    private static bool HasReadableValues(dynamic tensor, long[] shape) =>
        !shape.Any(n => n == 0) && !(bool)tensor.is_sparse && !((string)tensor.dtype.ToString()).StartsWith("Complex", StringComparison.Ordinal)
        && tensor.device.ToString() != "meta";

    /// <summary>Reads the first rows and columns of the last two dimensions, at index 0 of those before them.</summary>
    private static double[][] ReadCorner(dynamic tensor, long[] shape)
    {
        var rows = shape.Length < 2 ? 1 : Math.Min(MostRows, shape[^2]);
        var columns = shape.Length == 0 ? 1 : Math.Min(MostColumns, shape[^1]);
        var made = new List<IDisposable>();
        try
        {
            dynamic Keep(dynamic made1)
            {
                made.Add((IDisposable)made1);
                return made1;
            }

            var corner = Keep(tensor.detach());
            for (var d = 0; d < shape.Length; d++)
            {
                var length = d == shape.Length - 1 ? columns : d == shape.Length - 2 ? rows : 1;
                corner = Keep(corner.narrow((long)d, 0L, length));
            }

            corner = Keep(corner.cpu());
            corner = Keep(corner.to_type((dynamic)Enum.Parse(corner.dtype.GetType(), "Float64")));
            corner = Keep(corner.contiguous());
            double[] values = corner.data<double>().ToArray();
            return [.. Enumerable.Range(0, (int)rows).Select(r => values[(int)(r * columns)..(int)((r + 1) * columns)])];
        }
        finally
        {
            made.ForEach(m => m.Dispose());
        }
    }

    private static bool IsWhole(string type) => !type.Contains("Float", StringComparison.Ordinal);

    private static string[][] Format(double[][] rows, bool isWhole)
    {
        if (isWhole)
        {
            return [.. rows.Select(r => r.Select(v => v.ToString("0", CultureInfo.InvariantCulture)).ToArray())];
        }

        var largest = rows.SelectMany(r => r).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var format = largest is 0 or (>= 1e-3 and < 1e5) ? "0." + new string('0', largest == 0 ? 1 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(largest)), 1, 6)) : "0.000E+0";
        return [.. rows.Select(r => r.Select(v => double.IsNaN(v) ? "NaN" : v.ToString(format, CultureInfo.InvariantCulture).Replace("Infinity", "∞")).ToArray())];
    }

    private static string NoteOn(long[] shape) =>
        shape.Length > 2 ? $"; shown: [{string.Concat(Enumerable.Repeat("0, ", shape.Length - 2))}…, …]" : "";

    private static bool HasMoreColumns(long[] shape) => shape.Length > 0 && shape[^1] > MostColumns;

    private static bool HasMoreRows(long[] shape) => shape.Length > 1 && shape[^2] > MostRows;

    private static string WritePlain(string[][] cells, long[] shape, bool isRow)
    {
        var width = cells.SelectMany(r => r).Max(c => c.Length);
        var lines = cells.Select(r => "  " + string.Join("  ", r.Select(c => c.PadLeft(width))) + (HasMoreColumns(shape) ? "  …" : ""));
        return string.Join('\n', lines) + (HasMoreRows(shape) && !isRow ? "\n  …" : "");
    }

    private static string WriteHtml(string head, string[][] cells, long[] shape, bool isRow)
    {
        var html = new StringBuilder($"<div class=\"llmcourse-value\"><code>{Html.Encode(head)}</code>\n<table style=\"border-spacing:.8em .15em\">\n<tbody>\n");
        foreach (var row in cells)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append("<td style=\"text-align:right;font-variant-numeric:tabular-nums\">").Append(cell).Append("</td>");
            }

            html.Append(HasMoreColumns(shape) ? "<td>…</td></tr>\n" : "</tr>\n");
        }

        if (HasMoreRows(shape) && !isRow)
        {
            html.Append("<tr><td>…</td></tr>\n");
        }

        return html.Append("</tbody>\n</table>\n</div>").ToString();
    }
}
