using System.Collections.Concurrent;
using System.Reflection;

namespace LlmCourse.Display.Hosts;

/// <summary>
/// Shows things in .NET Interactive through <c>KernelInvocationContextExtensions.Display</c>, found by name. The
/// extension <c>display(x).Update()</c> is broken in its last version; the value that this method returns can be updated.
/// </summary>
internal sealed class InteractiveHost : IDisplayHost
{
    private const string AssemblyName = "Microsoft.DotNet.Interactive";

    private static Assembly? kernel;

    private readonly ConcurrentDictionary<string, object> shown = new();

    /// <summary>True while a .NET Interactive kernel runs this very cell.</summary>
    public static bool IsRunning => Context is not null;

    public CancellationToken Cancellation =>
        Context is { } context && context.GetType().GetProperty("CancellationToken")?.GetValue(context) is CancellationToken token
            ? token
            : CancellationToken.None;

    private static object? Context =>
        Kernel?.GetType($"{AssemblyName}.KernelInvocationContext")?.GetProperty("Current")?.GetValue(null);

    private static Assembly? Kernel =>
        kernel ??= AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == AssemblyName);

    public void Show(MimeBundle bundle, string displayId)
    {
        if (Context is not { } context || FindDisplay(context.GetType()) is not { } display)
        {
            throw new InvalidOperationException(
                "This version of .NET Interactive has no KernelInvocationContextExtensions.Display; run the chapter with 'course run'.");
        }

        string[] mimeTypes = [.. MimeTypesOf(bundle)];
        object? types = display.GetParameters()[2].ParameterType == typeof(string[]) ? mimeTypes : mimeTypes[0];
        if (display.Invoke(null, [context, bundle, types]) is { } displayed)
        {
            shown[displayId] = displayed;
        }
    }

    public void Update(MimeBundle bundle, string displayId)
    {
        if (shown.TryGetValue(displayId, out var displayed)
            && displayed.GetType().GetMethod("Update", [typeof(object)]) is { } update)
        {
            update.Invoke(displayed, [bundle]);
        }
        else
        {
            Show(bundle, displayId);
        }
    }

    private static MethodInfo? FindDisplay(Type context) =>
        context.Assembly.GetType($"{AssemblyName}.KernelInvocationContextExtensions")?.GetMethods()
            .FirstOrDefault(m => m.Name == "Display" && m.GetParameters() is [var first, var second, var third]
                && first.ParameterType.IsAssignableFrom(context) && second.ParameterType == typeof(object)
                && (third.ParameterType == typeof(string) || third.ParameterType == typeof(string[])));

    private static IEnumerable<string> MimeTypesOf(MimeBundle bundle) =>
        BundleFormatterSource.MimeTypes.Where(t => bundle.Forms.ContainsKey(t));
}
