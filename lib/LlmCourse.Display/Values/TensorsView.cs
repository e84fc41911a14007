using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using LlmCourse.Display.Text;

namespace LlmCourse.Display.Values;

/// <summary>Shows many tensors (a list of them, a model's named parameters, a state dictionary) as a table, a line for each.</summary>
internal static class TensorsView
{
    private const int MostTensors = 1000;

    public static bool Knows(object value) => value is IEnumerable && ItemsOf(value) is not null;

    public static MimeBundle Show(object value)
    {
        var names = new List<string>();
        var lines = new List<(string Shape, string Type, string Device, string Values)>();
        var count = 0;
        foreach (var item in (Array)Read(value, ItemsOf(value)!))
        {
            if (++count <= MostTensors)
            {
                var (name, tensor) = Take(item, count - 1);
                names.Add(name);
                lines.Add(TensorView.ShowLine(tensor));
            }
        }

        var rest = count > MostTensors ? $"; the first {Number.Format((long)MostTensors)} are shown" : "";
        return count == 0 ? new MimeBundle("no tensors") : Table.FromColumns(
            ("name", names), ("shape", lines.Select(l => l.Shape)), ("type", lines.Select(l => l.Type)), ("device", lines.Select(l => l.Device)), ("first values", lines.Select(l => l.Values)))
            .WithCaption($"{Number.Format((long)count)} tensor{(count == 1 ? "" : "s")}{rest}").ToMimeBundle();
    }

    /// <summary>What a sequence of tensors, alone or under names, is a sequence of; null for others.</summary>
    private static Type? ItemsOf(object value) => value.GetType().GetInterfaces()
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        .Select(type => type.GetGenericArguments()[0])
        .FirstOrDefault(item => TensorView.Knows(item) || (IsPair(item) && TensorView.Knows(item.GetGenericArguments()[1])));

    private static bool IsPair(Type type) => type.IsGenericType && type.GetGenericArguments()[0] == typeof(string)
        && (type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) || type.GetGenericTypeDefinition() == typeof(ValueTuple<,>));

    /// <summary>TorchSharp's own sequences can be read only through the enumerator that has the type.</summary>
    private static object Read(object sequence, Type item) =>
        typeof(Enumerable).GetMethod(nameof(Enumerable.ToArray))!.MakeGenericMethod(item).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [sequence], null)!;

    private static (string Name, object Tensor) Take(object item, int index)
    {
        if (item is ITuple pair)
        {
            return ((string)pair[0]!, pair[1]!);
        }

        dynamic one = item;
        return TensorView.Knows(item) ? (index.ToString(CultureInfo.InvariantCulture), item) : ((string)one.Key, (object)one.Value);
    }
}
