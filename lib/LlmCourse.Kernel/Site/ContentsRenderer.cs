using System.Text;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the list of a page's sections.</summary>
internal static class ContentsRenderer
{
    /// <summary>The list; nothing for a page of a single section.</summary>
    public static string Render(IEnumerable<Heading> all)
    {
        var headings = all.Where(h => h.Level <= 3).ToList();
        if (headings.Count < 2)
        {
            return "";
        }

        var list = new StringBuilder();
        var isOpen = false;
        for (var i = 0; i < headings.Count; i++)
        {
            var (level, id, text) = headings[i];
            if (level == 3 && !isOpen)
            {
                list.Append(i == 0 ? "<li><ol>" : "<ol>"); // inside the item of the section before
                isOpen = true;
            }
            else if (level == 2 && i > 0)
            {
                list.Append(isOpen ? "</ol></li>" : "</li>");
                isOpen = false;
            }

            list.Append($"<li><a href=\"#{Uri.EscapeDataString(id)}\">{Html.Encode(text)}</a>");
            list.Append(level == 3 ? "</li>\n" : "\n");
        }

        list.Append(isOpen ? "</ol></li>" : "</li>");
        return $"<nav class=\"contents\" aria-label=\"On this page\"><details open><summary>On this page</summary>\n<ol>{list}</ol>\n</details></nav>";
    }
}
