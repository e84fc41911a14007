using System.Globalization;
using LlmCourse.Display;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;

namespace LlmCourse.Kernel.Session;

/// <summary>Turns any value into something to show. It never throws: a value that cannot be shown says so.</summary>
public static class ValueFormatter
{
    /// <summary>The forms of a value: the course's own values as they say, tensors and modules as text, others as .NET Interactive shows them.</summary>
    public static MimeBundle Format(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            return value switch
            {
                IShowable showable => showable.ToMimeBundle(),
                string text => new MimeBundle(text),
                _ when Type.GetTypeCode(value.GetType()) != TypeCode.Object || value is Enum or TimeSpan or Guid or DateTimeOffset =>
                    new MimeBundle(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
                _ when IsFrom(value, "TorchSharp") && FormatTorch(value) is { } text => new MimeBundle(text),
                _ => FormatOther(value),
            };
        }
        catch (Exception problem)
        {
            return new MimeBundle($"({value.GetType().Name}: it could not be shown, for {problem.GetType().Name}: {problem.Message})");
        }
    }

    private static bool IsFrom(object value, string assembly)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.Assembly.GetName().Name == assembly)
            {
                return true;
            }
        }

        return false;
    }

    private static string? FormatTorch(object value) => value switch
    {
        torch.Tensor tensor => tensor.IsInvalid ? "(a tensor that has been disposed)" : tensor.str().TrimEnd(),
        torch.nn.Module module => module.ToString(),
        _ => null,
    };

    private static MimeBundle FormatOther(object value)
    {
        var bundle = new MimeBundle(value.ToDisplayString(PlainTextFormatter.MimeType).TrimEnd());
        return Formatter.GetPreferredMimeTypesFor(value.GetType()).Contains(HtmlFormatter.MimeType)
            ? bundle.With(HtmlFormatter.MimeType, value.ToDisplayString(HtmlFormatter.MimeType))
            : bundle;
    }
}
