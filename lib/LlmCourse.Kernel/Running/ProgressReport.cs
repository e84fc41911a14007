using System.Text.Json;

namespace LlmCourse.Kernel.Running;

/// <summary>How far a cell's long work is.</summary>
/// <param name="Label">What the work is called.</param>
/// <param name="Done">The items done.</param>
/// <param name="Total">All items; null when nobody knows.</param>
/// <param name="Description">What was last said about it, like its loss.</param>
/// <param name="Rate">Units in a second.</param>
/// <param name="Unit">The unit of the rate.</param>
/// <param name="SecondsLeft">The time that is left, by the rate so far.</param>
/// <param name="Finished">True for the last report.</param>
public sealed record ProgressReport(
    string? Label, long Done, long? Total, string? Description, double? Rate, string? Unit, double? SecondsLeft, bool Finished)
{
    /// <summary>The part that is done, from 0 to 1; null when the total is unknown.</summary>
    public double? Share() => Total > 0 ? Math.Clamp((double)Done / Total.Value, 0, 1) : null;

    /// <summary>Reads a report; null when the text is none.</summary>
    public static ProgressReport? TryRead(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ProgressReport>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
