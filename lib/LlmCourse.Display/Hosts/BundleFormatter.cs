namespace LlmCourse.Display.Hosts;

/// <summary>Writes one form of a bundle; found and called by .NET Interactive by convention.</summary>
internal sealed class BundleFormatter(string mimeType)
{
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the value in this formatter's form; false when the value has no such form.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        var bundle = instance as MimeBundle ?? (instance as IShowable)?.ToMimeBundle();
        if (bundle is null || !bundle.Forms.TryGetValue(MimeType, out var content))
        {
            return false;
        }

        writer.Write(content);
        return true;
    }
}
