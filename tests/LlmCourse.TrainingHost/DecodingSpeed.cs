using System.Diagnostics;
using System.Globalization;
using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using LlmCourse.Scaling;
using static TorchSharp.torch;

namespace LlmCourse.TrainingHost;

/// <summary>
/// Generates token by token with a model of random weights, a window of time at a time, for tests/bench/decoding_speed.py: reads "torch SECONDS" (libtorch with a cache), "float32", "int8", "float32x16"
/// or "int8x16" (sixteen texts at once), or "machine" (its roofline), and answers each with a line of JSON. Between two windows its workers are parked.
/// </summary>
internal static class DecodingSpeed
{
    private const int Length = 100; // tokens of a text in a window: the cache is neither empty nor the larger part

    public static int Run(string name, int threads)
    {
        set_num_threads(threads);
        GptConfig config = name switch
        {
            "10.6M" => GptConfig.ShakespeareCharGpu with { Dropout = 0 },
            "124M" => GptPresets.Gpt2Small,
            _ => throw new ArgumentException($"There is no model '{name}'; the models are 10.6M and 124M."),
        };
        using var model = config.CreateModel(1);
        model.eval();
        using var exact = new Decoder(model, WeightFormat.Float32, threads);
        using var whole = new Decoder(model, WeightFormat.Int8, threads);
        Tell($"\"parameters\": {config.ParameterCount}, \"bytes\": {exact.BytesPerToken}, \"int8_bytes\": {whole.BytesPerToken}");
        while (Console.ReadLine()?.Split(' ') is [var command, var seconds])
        {
            var time = double.Parse(seconds, CultureInfo.InvariantCulture);
            Tell(command switch
            {
                "torch" => Rate(time, () => Torch(model)),
                "float32" => Rate(time, () => Decode(exact, 1)),
                "int8" => Rate(time, () => Decode(whole, 1)),
                "float32x16" => Rate(time, () => Decode(exact, 16)),
                "int8x16" => Rate(time, () => Decode(whole, 16)),
                _ => Machine(threads),
            });
        }

        return 0;
    }

    /// <summary>The rate of as many texts as fit into a time; the first is not counted.</summary>
    private static string Rate(double seconds, Func<int> text)
    {
        text();
        var (begun, tokens) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
        {
            tokens += text();
        }

        return string.Create(CultureInfo.InvariantCulture, $"\"tokens_per_second\": {tokens / Stopwatch.GetElapsedTime(begun).TotalSeconds:F1}");
    }

    private static int Torch(Gpt model)
    {
        using var off = no_grad();
        using var cache = new KVCache(model.Config, 1, Length);
        for (var t = 0; t < Length; t++)
        {
            using var scope = NewDisposeScope();
            model.Next(tensor(new long[] { t % 60 }), cache).data<float>().ToArray();
        }

        return Length;
    }

    private static int Decode(Decoder decoder, int batch)
    {
        var texts = Enumerable.Range(0, batch).Select(_ => decoder.Begin(Length)).ToArray();
        var logits = new float[batch * decoder.Config.VocabularySize];
        for (var t = 0; t < Length; t++)
        {
            decoder.Read([.. texts.Select(text => new DecoderRow(text, t % 60, IsAsked: true))], logits);
        }

        Array.ForEach(texts, text => text.Dispose());
        return batch * Length;
    }

    private static string Machine(int threads)
    {
        var machine = Roofline.Measure(threads);
        return string.Create(CultureInfo.InvariantCulture, $"\"bytes_per_second\": {machine.BytesPerSecond:F0}, \"flops_per_second\": {machine.FlopsPerSecond:F0}");
    }

    private static void Tell(string what) => Console.WriteLine($"{{{what}}}");
}
