namespace LlmCourse.Model.Distributed;

/// <summary>
/// Which device holds which expert, when a layer is too large for one: each device has equally many. (Lepikhin et al. 2020, section 2.2; chapter 09.)
/// </summary>
public sealed class ExpertPlacement
{
    private readonly int[] deviceOf;

    /// <summary>A placement of one's own: the device of each expert.</summary>
    /// <exception cref="ArgumentException">A device is unknown, or the devices do not hold equally many experts.</exception>
    public ExpertPlacement(IEnumerable<int> deviceOfExpert, int devices)
    {
        deviceOf = [.. deviceOfExpert];
        Devices = devices;
        var each = ExpertsPerDevice(deviceOf.Length, devices);
        for (var device = 0; device < devices; device++)
        {
            var count = deviceOf.Count(other => other == device);
            if (count != each)
            {
                throw new ArgumentException($"Device {device} would hold {count} of {deviceOf.Length} experts, but each of {devices} devices must hold {each}; number the devices from 0.");
            }
        }
    }

    /// <summary>Number of devices, D.</summary>
    public int Devices { get; }

    /// <summary>Number of experts, E.</summary>
    public int Experts => deviceOf.Length;

    /// <summary>The device of an expert.</summary>
    public int this[int expert] => deviceOf[expert];

    /// <summary>Neighbours together: experts 0 to E/D - 1 on the first device, and so on.</summary>
    /// <exception cref="ArgumentException">The experts cannot be shared out evenly.</exception>
    public static ExpertPlacement Contiguous(int experts, int devices)
    {
        var each = ExpertsPerDevice(experts, devices);
        return new ExpertPlacement(Enumerable.Range(0, experts).Select(expert => expert / each), devices);
    }

    /// <summary>Dealt like cards: expert e on device e mod D.</summary>
    /// <exception cref="ArgumentException">The experts cannot be shared out evenly.</exception>
    public static ExpertPlacement RoundRobin(int experts, int devices)
    {
        _ = ExpertsPerDevice(experts, devices);
        return new ExpertPlacement(Enumerable.Range(0, experts).Select(expert => expert % devices), devices);
    }

    /// <summary>By measured load: the busiest expert first, each to the least busy device that has room.</summary>
    /// <exception cref="ArgumentException">The experts cannot be shared out evenly.</exception>
    public static ExpertPlacement ByLoad(IReadOnlyList<int> loads, int devices)
    {
        var each = ExpertsPerDevice(loads.Count, devices);
        var (deviceOf, held, work) = (new int[loads.Count], new int[devices], new long[devices]);
        foreach (var expert in Enumerable.Range(0, loads.Count).OrderByDescending(expert => loads[expert]))
        {
            var device = Enumerable.Range(0, devices).Where(device => held[device] < each).MinBy(device => work[device]);
            deviceOf[expert] = device;
            held[device]++;
            work[device] += loads[expert];
        }

        return new ExpertPlacement(deviceOf, devices);
    }

    /// <summary>Load of each device, given that of each expert. [E] -> [D].</summary>
    public long[] LoadOfDevices(IReadOnlyList<int> loads)
    {
        var work = new long[Devices];
        for (var expert = 0; expert < Experts; expert++)
        {
            work[deviceOf[expert]] += loads[expert];
        }

        return work;
    }

    /// <summary>
    /// Bytes that an exchange moves from one device to another: each choice whose token lives elsewhere than its expert costs the token's vector there
    /// and the answer back, and the expert's number.
    /// </summary>
    /// <param name="choices">The expert of each choice, token after token, as in <see cref="ExpertRouting.Choices"/>.</param>
    /// <param name="active">Choices per token, K.</param>
    /// <param name="channels">Numbers in a vector, C.</param>
    /// <param name="bytesPerNumber">Bytes of a number.</param>
    public long AllToAllBytes(IReadOnlyList<int> choices, int active, int channels, int bytesPerNumber = sizeof(float))
    {
        var moved = 0L;
        for (var choice = 0; choice < choices.Count; choice++)
        {
            moved += HomeOf(choice / active, choices.Count / active) == deviceOf[choices[choice]] ? 0 : 1;
        }

        return moved * ((2L * channels * bytesPerNumber) + sizeof(int));
    }

    /// <summary>The device on which a token lives: the batch is cut into D equal parts (the first ones are longer where it is not divisible).</summary>
    public int HomeOf(int token, int tokens)
    {
        var (each, longer) = (tokens / Devices, tokens % Devices);
        var cut = longer * (each + 1);
        return token < cut ? token / (each + 1) : longer + ((token - cut) / each);
    }

    private static int ExpertsPerDevice(int experts, int devices)
    {
        if (experts < 1 || devices < 1)
        {
            throw new ArgumentException($"A placement needs at least one expert ({experts}) and one device ({devices}).");
        }

        return experts % devices == 0
            ? experts / devices
            : throw new ArgumentException($"{experts} experts cannot be shared out evenly among {devices} devices; take a number of devices that divides {experts}.");
    }
}
