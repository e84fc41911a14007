using System.Reflection;
using System.Reflection.Emit;
using LlmCourse.Display.Hosts;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace LlmCourse.Display.Tests;

[Collection(HostCollection.Name)]
public class DisplayHostTests
{
    [Fact]
    public void TheInstalledHostIsAskedFirst()
    {
        using var host = new RecordingHost();
        var id = DisplayHost.Show(new Words("one"));
        DisplayHost.Update(new Words("two"), id);
        Assert.Equal(("one", id), (host.Shown[0].Bundle.PlainText, host.Shown[0].Id));
        Assert.Equal(("two", id), (host.Updated[0].Bundle.PlainText, host.Updated[0].Id));
    }

    [Fact]
    public void TwoThingsShownHaveTwoIds()
    {
        using var host = new RecordingHost();
        Assert.NotEqual(DisplayHost.Show(new Words("a")), DisplayHost.Show(new Words("b")));
    }

    [Fact]
    public void WithoutAHostTheConsoleShowsPlainText()
    {
        var before = Console.Out;
        using var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            new Words("hello").Show();
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Equal("hello" + Environment.NewLine, text.ToString());
    }

    [Fact]
    public void OnATerminalAnUpdateReplacesTheLineWrittenLast()
    {
        using var text = new StringWriter();
        var host = new ConsoleHost(text, rewrites: true);
        host.Show(new MimeBundle("loss 4.00"), "a");
        host.Update(new MimeBundle("done"), "a");
        Assert.Equal($"loss 4.00{Environment.NewLine}\u001b[1A\rdone     {Environment.NewLine}", text.ToString());
    }

    [Fact]
    public void AnUpdateOfAnOlderLineIsANewLine()
    {
        using var text = new StringWriter();
        var host = new ConsoleHost(text, rewrites: true);
        host.Show(new MimeBundle("a"), "a");
        host.Show(new MimeBundle("b"), "b");
        host.Update(new MimeBundle("c"), "a");
        Assert.DoesNotContain('\u001b', text.ToString());
    }

    [Fact]
    public void DotNetInteractiveShowsATrailingBundleAsHtml()
    {
        var bundle = new MimeBundle("plain").With("text/html", "<b>rich</b>");
        Assert.Equal("text/html", Formatter.GetPreferredMimeTypesFor(typeof(MimeBundle)).First());
        Assert.Equal("<b>rich</b>", bundle.ToDisplayString("text/html"));
        Assert.Equal("plain", bundle.ToDisplayString("text/plain"));
    }

    /// <summary>
    /// The kernel itself is no package that a test can restore, so a stand-in is emitted with its assembly name, its type names
    /// and the signatures of its last version; it is collectible, and gone from sight when its context is null again.
    /// </summary>
    [Fact]
    public void DotNetInteractiveIsFoundByNameAndUpdatesInPlace()
    {
        var context = StandIn();
        Assert.True(InteractiveHost.IsRunning);
        try
        {
            var id = DisplayHost.Show(new Words("one"));
            DisplayHost.Update(new Words("two"), id);
            Assert.Equal(["Display one text/html,text/plain", "Update two"], Calls);
        }
        finally
        {
            context.SetValue(null, null);
        }

        Assert.False(InteractiveHost.IsRunning);
    }

    private static readonly List<string> Calls = [];

    public static object Displayed(object value, string[] mimeTypes)
    {
        Calls.Add($"Display {((MimeBundle)value).PlainText} {string.Join(',', mimeTypes)}");
        return new DisplayedValue();
    }

    private static FieldInfo StandIn()
    {
        const string Name = "Microsoft.DotNet.Interactive";
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(Name), AssemblyBuilderAccess.Run).DefineDynamicModule(Name);

        // public class KernelInvocationContext { public static KernelInvocationContext Current => current; }
        var context = module.DefineType($"{Name}.KernelInvocationContext", TypeAttributes.Public);
        var constructor = context.DefineDefaultConstructor(MethodAttributes.Public);
        var current = context.DefineField("current", context, FieldAttributes.Public | FieldAttributes.Static);
        var getter = context.DefineMethod("get_Current", MethodAttributes.Public | MethodAttributes.Static, context, []);
        var code = getter.GetILGenerator();
        code.Emit(OpCodes.Ldsfld, current);
        code.Emit(OpCodes.Ret);
        context.DefineProperty("Current", PropertyAttributes.None, context, null).SetGetMethod(getter);
        var contextType = context.CreateType();

        // public static object Display(KernelInvocationContext context, object value, params string[] mimeTypes) => Displayed(value, mimeTypes);
        var extensions = module.DefineType($"{Name}.KernelInvocationContextExtensions", TypeAttributes.Public);
        var display = extensions.DefineMethod(
            "Display", MethodAttributes.Public | MethodAttributes.Static, typeof(object), [contextType, typeof(object), typeof(string[])]);
        code = display.GetILGenerator();
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, typeof(DisplayHostTests).GetMethod(nameof(Displayed))!);
        code.Emit(OpCodes.Ret);
        extensions.CreateType();

        var field = contextType.GetField("current")!;
        field.SetValue(null, Activator.CreateInstance(contextType));
        return field;
    }

    public sealed class DisplayedValue
    {
        public void Update(object value) => Calls.Add($"Update {((MimeBundle)value).PlainText}");
    }

    private sealed class Words(string text) : IShowable
    {
        public MimeBundle ToMimeBundle() => new MimeBundle(text).With("text/html", $"<b>{text}</b>");
    }
}
