using System.Text;

namespace LlmCourse.Display.Text;

/// <summary>Turns the names of code into words.</summary>
internal static class Words
{
    /// <summary>ValidationLoss → validation loss; GPUSeconds → GPU seconds; a name in lower case stays.</summary>
    public static string OfName(string name)
    {
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var (letter, afterLower, beforeLower) = (name[i], i > 0 && !char.IsUpper(name[i - 1]), i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (letter == '_')
            {
                words.Append(' ');
            }
            else if (char.IsUpper(letter) && (i == 0 || afterLower || beforeLower))
            {
                words.Append(i > 0 && name[i - 1] != '_' ? " " : "").Append(beforeLower ? char.ToLowerInvariant(letter) : letter);
            }
            else
            {
                words.Append(letter);
            }
        }

        return words.ToString();
    }
}
