namespace LlmCourse.Model.Distributed;

/// <summary>
/// Seconds that one layer of experts takes on a cluster, forward, for the device that is busiest. A model and no measurement: tokens come and go at
/// full bandwidth, messages to all other devices start together, and a device computes and communicates at the same time if its batch is cut into parts.
/// (Chapter 09.)
/// </summary>
/// <param name="DispatchSeconds">Tokens to their experts.</param>
/// <param name="ComputeSeconds">The experts' products.</param>
/// <param name="CombineSeconds">Answers back.</param>
/// <param name="Parts">Parts that the batch is cut into; while one is computed, others travel.</param>
public sealed record CommunicationCost(double DispatchSeconds, double ComputeSeconds, double CombineSeconds, int Parts)
{
    /// <summary>
    /// The whole layer. The parts form a line: the first must travel, be computed and travel back; for each further one only the slower of wire and
    /// arithmetic counts, since the faster is hidden behind it.
    /// </summary>
    public double TotalSeconds
    {
        get
        {
            var (wire, arithmetic) = ((DispatchSeconds + CombineSeconds) / Parts, ComputeSeconds / Parts);
            return wire + arithmetic + ((Parts - 1) * Math.Max(wire, arithmetic));
        }
    }

    /// <summary>Share of the time in which the arithmetic stands still.</summary>
    public double WaitingShare => 1 - (ComputeSeconds / TotalSeconds);

    /// <summary>The cost of one layer.</summary>
    /// <param name="config">A config with experts.</param>
    /// <param name="tokensPerDevice">Tokens that live on each device.</param>
    /// <param name="cluster">What is taken for granted.</param>
    /// <param name="skew">Load of the busiest device over the mean; 1 is perfect balance.</param>
    /// <param name="parts">Parts that the batch is cut into; 1 overlaps nothing. Each part pays the latency again.</param>
    /// <exception cref="ArgumentException">The config has no experts, they cannot be shared out evenly, or a number makes no sense.</exception>
    public static CommunicationCost Of(GptConfig config, int tokensPerDevice, ClusterAssumptions cluster, double skew = 1, int parts = 1)
    {
        var experts = config.Experts ?? throw new ArgumentException("The config has no experts; set Experts, for instance to new ExpertOptions { Count = 8 }.");
        cluster.Validate();
        _ = ExpertPlacement.Contiguous(experts.Count, cluster.Devices);
        if (tokensPerDevice < 1 || !(skew >= 1) || skew > cluster.Devices || parts < 1)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"There must be at least 1 token per device ({tokensPerDevice}) and 1 part ({parts}), and the skew ({skew}) must lie between 1 and the number of devices ({cluster.Devices})."));
        }

        var rows = skew * tokensPerDevice * experts.Active; // on the busiest device
        var bytes = rows * config.EmbeddingSize * cluster.BytesPerNumber * (cluster.Devices - 1) / cluster.Devices;
        var travel = cluster.Devices == 1 ? 0 : (parts * cluster.LatencySeconds) + (bytes / cluster.BytesPerSecond);
        var compute = 2.0 * (rows + (tokensPerDevice * (double)experts.Shared)) * config.ExpertParameterCount / cluster.FlopsPerSecond;
        return new CommunicationCost(travel, compute, travel, parts);
    }
}
