using System.Diagnostics.CodeAnalysis;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Values;
using Microsoft.Data.Analysis;

namespace LlmCourse.Display;

/// <summary>
/// Shows values that are not the course's own as a reader wants them: tensors, modules, configs, data frames. Tensors and modules are known
/// by the names of their types, so that this library needs no TorchSharp.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ValueView : IShowable
{
    private readonly MimeBundle bundle;

    private ValueView(MimeBundle bundle) => this.bundle = bundle;

    /// <summary>A view of any value; one of an unknown kind is shown as its own text.</summary>
    public static ValueView Of(object? value) =>
        new(TryShow(value, out var bundle) ? bundle : new MimeBundle(value?.ToString() ?? "null"));

    /// <summary>The forms of a value, where this library knows a better one than its own text.</summary>
    public static bool TryShow(object? value, [NotNullWhen(true)] out MimeBundle? bundle)
    {
        bundle = value switch
        {
            null => null,
            MimeBundle ready => ready,
            IShowable showable => showable.ToMimeBundle(),
            DataFrame frame => Table.FromFrame(frame).ToMimeBundle(),
            _ when TensorView.Knows(value) => TensorView.Show(value),
            _ when TensorsView.Knows(value) => TensorsView.Show(value),
            _ when ModuleView.Knows(value) => ModuleView.Show(value),
            _ when ConfigView.Knows(value) => ConfigView.Show(value),
            _ => null,
        };
        return bundle is not null;
    }

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle() => bundle;

    /// <summary>The plain text form.</summary>
    public override string ToString() => bundle.PlainText;
}
