using System.Runtime.CompilerServices;
using LlmCourse.Display.Text;

namespace LlmCourse.Display.Values;

/// <summary>Shows a TorchSharp module as the tree of its parts, with their parameters' shapes and counts. Equal neighbours are one line.</summary>
internal static class ModuleView
{
    private const string ModuleType = "TorchSharp.torch+nn+Module";

    public static bool Knows(object value) => TypeNames.IsA(value, ModuleType);

    public static MimeBundle Show(object value)
    {
        var root = Read("", value);
        var lines = new List<(string Part, string Type, string Shapes, long Count)>();
        Write(root, 0, lines);

        // A parameter that two parts share is one parameter.
        var total = root.All.DistinctBy(p => p.Handle).Sum(p => p.Count);
        var trained = root.All.DistinctBy(p => p.Handle).Where(p => p.IsTrained).Sum(p => p.Count);
        var caption = $"{root.Type}: {Number.Format(total)} parameters" + (trained < total ? $", {Number.Format(trained)} of them trained" : "");
        return Table.FromColumns(
            ("part", lines.Select(l => l.Part)), ("type", lines.Select(l => l.Type)), ("own parameters", lines.Select(l => l.Shapes)), ("parameters", lines.Select(l => l.Count)))
            .WithCaption(caption).ToMimeBundle();
    }

    private static ModulePart Read(string name, dynamic module)
    {
        var own = new List<ModuleParameter>();
        foreach (var (key, parameter) in Pairs((object)module.named_parameters(false)))
        {
            own.Add(new ModuleParameter(key, (long[])parameter.shape, (bool)parameter.requires_grad, (nint)parameter.Handle));
        }

        var children = new List<ModulePart>();
        foreach (var (key, child) in Pairs((object)module.named_children()))
        {
            children.Add(Read(key, child));
        }

        return new ModulePart(name, ((object)module).GetType().Name.Split('`')[0], own, children);
    }

    /// <summary>
    /// The pairs of a name and a part. TorchSharp gives them as a dictionary of its own, whose enumerator without a type is not implemented;
    /// so the one with the type is asked for by reflection.
    /// </summary>
    private static IEnumerable<(string Name, dynamic Part)> Pairs(object sequence)
    {
        var pair = sequence.GetType().GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .Select(i => i.GetGenericArguments()[0])
            .First(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(ValueTuple<,>));
        var toArray = typeof(Enumerable).GetMethod(nameof(Enumerable.ToArray))!.MakeGenericMethod(pair);
        return ((Array)toArray.Invoke(null, [sequence])!).Cast<ITuple>().Select(p => ((string)p[0]!, (dynamic)p[1]!));
    }

    private static void Write(ModulePart part, int depth, List<(string, string, string, long)> lines)
    {
        var name = depth == 0 ? "(all)" : new string('\u00a0', 2 * (depth - 1)) + part.Name;
        lines.Add((name, part.Type, string.Join(", ", part.Own.Select(p => $"{p.Name} [{string.Join(", ", p.Shape)}]")), part.All.DistinctBy(p => p.Handle).Sum(p => p.Count)));
        for (var i = 0; i < part.Children.Count;)
        {
            var same = part.Children.Skip(i).TakeWhile(c => c.Form == part.Children[i].Form).ToList();
            if (same.Count > 1 && same[0].Own.Count + same[0].Children.Count > 0)
            {
                var merged = same[0] with { Name = $"{same[0].Name} … {same[^1].Name}: {same.Count} times" };
                Write(merged, depth + 1, lines);
                i += same.Count;
            }
            else
            {
                Write(part.Children[i], depth + 1, lines);
                i++;
            }
        }
    }
}
