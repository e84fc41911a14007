namespace LlmCourse.Kernel.Commands;

/// <summary>What a reader may have meant by a name that does not exist.</summary>
internal static class Suggestion
{
    /// <summary>" Did you mean …?" with the nearest of the known names, or nothing when none is near.</summary>
    public static string For(string given, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (name, distance: Distance(given, name))).OrderBy(n => n.distance).FirstOrDefault();
        return nearest.name is not null && nearest.distance <= Math.Max(1, nearest.name.Length / 3) ? $" Did you mean {nearest.name}?" : "";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
