using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using LlmCourse.Alignment;

namespace LlmCourse.Kernel.Judging;

/// <summary>
/// The process that functions of a model run in, one after the other: a task comes on a line of the standard input, then "compiled" and the verdict go
/// out. Whoever leads it, <see cref="FunctionJudge"/>, ends it when a function breaks a limit.
/// </summary>
internal static class FunctionRunner
{
    /// <summary>Runs functions until the input ends.</summary>
    public static int Run()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        while (input.ReadLine() is { } line)
        {
            output.WriteLine(Judge(FunctionTask.FromJson(line), () => output.WriteLine(FunctionJudge.Compiled)).ToJson());
        }

        return 0;
    }

    private static FunctionVerdict Judge(FunctionTask task, Action compiled)
    {
        var compilation = FunctionCompilation.Of(task.Code);
        if (compilation.Problem is { } problem)
        {
            return FunctionVerdict.Wrong(problem);
        }

        compiled();
        var place = new AssemblyLoadContext("a function", isCollectible: true);
        try
        {
            using var image = new MemoryStream(compilation.Image);
            return Test(place.LoadFromStream(image).GetType(FunctionCompilation.ClassName)!, task);
        }
        finally
        {
            place.Unload();
        }
    }

    private static FunctionVerdict Test(Type type, FunctionTask task)
    {
        var function = type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)[0];
        foreach (var test in task.Tests)
        {
            var call = $"{function.Name}({string.Join(", ", test.Arguments)})";
            if (function.ReturnType != typeof(int) || function.GetParameters().Length != test.Arguments.Count || function.GetParameters().Any(parameter => parameter.ParameterType != typeof(int)))
            {
                return FunctionVerdict.Wrong($"{call} was asked for, but it does not take {test.Arguments.Count} whole numbers and return one.");
            }

            try
            {
                var returned = (int)function.Invoke(null, [.. test.Arguments.Cast<object>()])!;
                if (returned != test.Expected)
                {
                    return FunctionVerdict.Wrong($"{call} returned {returned}, but {test.Expected} is right.");
                }
            }
            catch (TargetInvocationException thrown) when (thrown.InnerException is OutOfMemoryException)
            {
                return FunctionVerdict.Wrong(FunctionJudge.OutOfMemory);
            }
            catch (TargetInvocationException thrown)
            {
                return FunctionVerdict.Wrong($"{call} failed with {thrown.InnerException!.GetType().Name}.");
            }
        }

        return FunctionVerdict.Right;
    }
}
