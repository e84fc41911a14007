using System.CommandLine;
using LlmCourse.Kernel.Serving;

namespace LlmCourse.Kernel.Commands;

/// <summary>What the commands share that let a model write.</summary>
internal sealed class ModelOptions
{
    /// <summary>The model.</summary>
    public Argument<string> Model { get; } = new("model") { Description = "A model of the course by name, a checkpoint, or a folder in Hugging Face's form." };

    /// <summary>How its weights are kept.</summary>
    public Option<bool> Int8 { get; } = new("--int8") { Description = "Keep the weights as whole numbers: a quarter of the memory, and faster; the numbers differ a little." };

    /// <summary>The most tokens of a text.</summary>
    public Option<int?> Context { get; } = new("--context") { Description = "The most tokens of a text, question and answer (the model's context)." };

    /// <summary>Opens the model, and says in a sentence where it cannot.</summary>
    /// <exception cref="UsageException">The model or a number cannot be used.</exception>
    public static ServedModel Open(ModelRequest request, TextWriter output, CancellationToken cancellation)
    {
        try
        {
            return ServedModel.Open(request, output, cancellation);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidDataException or FileNotFoundException or Data.DatasetException)
        {
            throw new UsageException(problem.Message);
        }
    }
}
