using BenchmarkDotNet.Attributes;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Benchmarks;

/// <summary>Byte pair encoding of the course's own text, 63 kB.</summary>
public class TokenizationBenchmarks
{
    private readonly string text = File.ReadAllText(Path.Combine(CourseFolders.Datasets, "harbour.txt"));
    private BpeTokenizer tokenizer = null!;

    [GlobalSetup]
    public void SetUp() => tokenizer = Train();

    [Benchmark]
    public BpeTokenizer Train() => BpeTrainer.Train(text, 1024);

    [Benchmark]
    public object Encode() => tokenizer.Encode(text);
}
