using System.Collections;
using System.Reflection;
using System.Text;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;
using Microsoft.Data.Analysis;

namespace LlmCourse.Display;

/// <summary>
/// A table from rows, columns or a data frame. The numbers of a column get the same decimals, as many as say something; what is too long
/// to read at once is folded.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Table : IShowable
{
    private const int MostRows = 25;   // up to here a table is shown as it is
    private const int OpenRows = 20;   // above, this many stay open
    private const int MostFolded = 500;

    private readonly List<TableColumn> columns;
    private string caption = "";

    private Table(IEnumerable<TableColumn> columns)
    {
        this.columns = [.. columns];
        if (this.columns.Count == 0)
        {
            throw new ArgumentException("The table has no columns; give it rows with at least one public property, or columns.");
        }
    }

    /// <summary>The number of rows.</summary>
    public int RowCount => columns.Max(c => c.Values.Count);

    /// <summary>A table of the public properties of each row: of a record, an anonymous object, or a tuple's items.</summary>
    /// <exception cref="ArgumentException">The rows have no public property.</exception>
    public static Table FromRows<T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        object?[] items = [.. rows];
        var type = typeof(T) == typeof(object) && items.FirstOrDefault(i => i is not null) is { } first ? first.GetType() : typeof(T);
        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            throw new ArgumentException("The rows are dictionaries, whose keys have no order; use Table.FromColumns with one column for each key.", nameof(rows));
        }

        if (type.IsPrimitive || type == typeof(string) || type == typeof(decimal))
        {
            return new Table([new TableColumn("value", [.. items])]);
        }

        return new Table(MembersOf(type).Select(m =>
            new TableColumn(Words.OfName(m.Name), [.. items.Select(i => i is null ? null : m.Read(i))]) { Name = m.Name }));
    }

    /// <summary>A table of columns, each with its header (a unit in parentheses, if it has one) and its values.</summary>
    /// <exception cref="ArgumentException">The columns have different lengths.</exception>
    public static Table FromColumns(params ReadOnlySpan<(string Header, IEnumerable Values)> columns)
    {
        var read = new List<TableColumn>();
        foreach (var (header, values) in columns)
        {
            read.Add(new TableColumn(header, [.. values.Cast<object?>()]));
            if (read[^1].Values.Count != read[0].Values.Count)
            {
                throw new ArgumentException(
                    $"The column '{header}' has {read[^1].Values.Count} values and '{read[0].Header}' has {read[0].Values.Count}; give all columns the same number.");
            }
        }

        return new Table(read);
    }

    /// <summary>A table of a data frame's columns.</summary>
    public static Table FromFrame(DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new Table(frame.Columns.Select(c => new TableColumn(c.Name, [.. Enumerable.Range(0, (int)c.Length).Select(i => c[i])])));
    }

    /// <summary>Says what stands in the table, above it.</summary>
    public Table WithCaption(string text)
    {
        caption = text ?? "";
        return this;
    }

    /// <summary>Gives a column another header; the column is named as its property or by its header.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table WithHeader(string column, string header)
    {
        Find(column).Header = header;
        return this;
    }

    /// <summary>Adds the unit to the header of a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table WithUnit(string column, string unit)
    {
        var found = Find(column);
        found.Header = $"{found.Header} ({unit})";
        return this;
    }

    /// <summary>Shows the numbers of a column with this many decimals.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table WithDecimals(string column, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        Find(column).Decimals = decimals;
        return this;
    }

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle()
    {
        var cells = columns.Select(c => c.Format()).ToArray();
        return new MimeBundle(WritePlain(cells)).With("text/html", WriteHtml(cells));
    }

    /// <summary>The plain text form.</summary>
    public override string ToString() => WritePlain([.. columns.Select(c => c.Format())]);

    private static IEnumerable<(string Name, Func<object, object?> Read)> MembersOf(Type type)
    {
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return type.GetFields().Select(f => (f.Name, (Func<object, object?>)f.GetValue));
        }

        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0)
            .Select(p => (p.Name, (Func<object, object?>)p.GetValue));
    }

    private TableColumn Find(string column) =>
        columns.Find(c => c.Name == column || c.Header == column)
        ?? throw new ArgumentException($"The table has no column '{column}'; it has {string.Join(", ", columns.Select(c => c.Name))}.", nameof(column));

    private string WritePlain(string[][] cells)
    {
        var rows = RowCount;
        int[] shown = rows <= MostRows ? [.. Enumerable.Range(0, rows)] : [.. Enumerable.Range(0, OpenRows - 3), -1, .. Enumerable.Range(rows - 3, 3)];
        var widths = columns.Select((c, i) => shown.Select(r => r < 0 ? 1 : cells[i][r].Length).Append(c.Header.Length).Max()).ToArray();
        string Row(Func<int, string> cell) => string.Join("  ", columns.Select((c, i) =>
            c.IsNumeric ? cell(i).PadLeft(widths[i]) : cell(i).PadRight(widths[i]))).TrimEnd();

        var text = new StringBuilder();
        if (caption.Length > 0)
        {
            text.Append(caption).Append('\n');
        }

        text.Append(Row(i => columns[i].Header)).Append('\n').Append(Row(i => new string('─', widths[i])));
        foreach (var r in shown)
        {
            text.Append('\n').Append(Row(i => r < 0 ? "…" : cells[i][r]));
        }

        if (rows > MostRows)
        {
            text.Append('\n').Append(Number.Format((long)rows)).Append(" rows");
        }

        return text.ToString();
    }

    private string WriteHtml(string[][] cells)
    {
        var rows = RowCount;
        var html = new StringBuilder("<div class=\"llmcourse-table\">\n");
        if (rows <= MostRows)
        {
            WriteRows(html, cells, 0, rows, caption);
        }
        else
        {
            WriteRows(html, cells, 0, OpenRows, caption);
            var end = Math.Min(rows, OpenRows + MostFolded);
            html.Append("<details><summary>").Append(Number.Format((long)rows - OpenRows)).Append(" more rows</summary>\n");
            WriteRows(html, cells, OpenRows, end, "");
            if (end < rows)
            {
                html.Append("<p>").Append(Number.Format((long)rows - end)).Append(" rows are left out.</p>\n");
            }

            html.Append("</details>\n");
        }

        return html.Append("</div>").ToString();
    }

    private void WriteRows(StringBuilder html, string[][] cells, int from, int to, string title)
    {
        html.Append("<table style=\"border-spacing:.8em .15em\">\n");
        if (title.Length > 0)
        {
            html.Append("<caption>").Append(Html.Encode(title)).Append("</caption>\n");
        }

        string Align(TableColumn column) => column.IsNumeric ? " style=\"text-align:right\"" : " style=\"text-align:left\"";
        html.Append("<thead><tr>");
        foreach (var column in columns)
        {
            html.Append("<th scope=\"col\"").Append(Align(column)).Append('>').Append(Html.Encode(column.Header)).Append("</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        for (var row = from; row < to; row++)
        {
            html.Append("<tr>");
            for (var i = 0; i < columns.Count; i++)
            {
                html.Append("<td").Append(Align(columns[i])).Append('>').Append(Html.Encode(cells[i][row])).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n");
    }
}
