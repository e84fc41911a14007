using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LlmCourse.Model.Distributed;

/// <summary>
/// A mixture whose experts live on several devices, each of them a thread here. Every device has a part of the tokens and a part of the
/// experts; tokens travel to their experts and answers travel back, an <em>all-to-all</em> twice per layer. The result is that of one device.
/// (Lepikhin et al. 2020, section 3; chapter 09.)
/// </summary>
public static class ExpertParallelism
{
    /// <summary>Passes a batch through a mixture in evaluation. [B, T, C] -> [B, T, C], and what had to travel.</summary>
    /// <exception cref="ArgumentException">The placement is for another number of experts, there are fewer tokens than devices, or the mixture is in training.</exception>
    public static ExpertExchange Run(MixtureOfExperts mixture, Tensor x, ExpertPlacement placement)
    {
        Require(placement.Experts == mixture.Options.Count, $"The placement is for {placement.Experts} experts, but the mixture has {mixture.Options.Count}.");
        Require(!mixture.training, "The mixture is in training, where noise and capacity depend on the whole batch; call eval() first.");
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var tokens = x.detach().flatten(0, -2).cpu().contiguous(); // [N, C]
        var (N, C) = ((int)tokens.shape[0], (int)tokens.shape[1]);
        Require(N >= placement.Devices, $"There are {N} tokens for {placement.Devices} devices; each needs at least one.");
        var (input, output) = (tokens.data<float>().ToArray(), new float[N * C]);
        var (choices, rows) = (new int[N * mixture.Options.Active], new int[placement.Devices]);
        using var network = new DeviceNetwork(placement.Devices);
        InParallel(placement.Devices, (device, stop) =>
            new Device(device, mixture, placement, network, input, output, choices, rows, C).Work(N, stop));
        var bytes = Enumerable.Range(0, placement.Devices).Select(from => Enumerable.Range(0, placement.Devices).Select(to => network.Bytes[from, to]).ToArray()).ToArray();
        return new ExpertExchange(tensor(output).view(x.shape).MoveToOuterDisposeScope(), choices, bytes, rows);
    }

    /// <summary>One thread per device; where one fails, the others stop waiting for it.</summary>
    private static void InParallel(int devices, Action<int, CancellationToken> work)
    {
        using var stop = new CancellationTokenSource();
        ExceptionDispatchInfo? problem = null;
        var threads = Enumerable.Range(0, devices).Select(device => new Thread(() =>
        {
            try
            {
                using var scope = NewDisposeScope();
                using var noGradients = no_grad(); // it holds for one thread alone
                work(device, stop.Token);
            }
            catch (Exception fault)
            {
                if (fault is not OperationCanceledException)
                {
                    Interlocked.CompareExchange(ref problem, ExceptionDispatchInfo.Capture(fault), null);
                }

                stop.Cancel();
            }
        })
        { Name = $"Device {device}" }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        problem?.Throw();
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }

    /// <summary>One device: its tokens, its experts, and what it says to the others.</summary>
    private sealed class Device(
        int me, MixtureOfExperts mixture, ExpertPlacement placement, DeviceNetwork network, float[] input, float[] output, int[] choices, int[] rows, int channels)
    {
        private readonly int active = mixture.Options.Active;

        /// <summary>Route, dispatch, compute, combine.</summary>
        public void Work(int tokenCount, CancellationToken stop)
        {
            var mine = Enumerable.Range(0, tokenCount).Where(token => placement.HomeOf(token, tokenCount) == me).ToArray();
            using var here = tensor(input.AsSpan(mine[0] * channels, mine.Length * channels).ToArray()).view(mine.Length, channels);
            var (chosen, gates) = mixture.Route(here); // each device has a copy of the small router
            var experts = Array.ConvertAll(chosen.contiguous().data<long>().ToArray(), expert => (int)expert);
            experts.CopyTo(choices, mine[0] * active);

            // The choices of my tokens, device by device.
            var sent = Enumerable.Range(0, placement.Devices).Select(device =>
                Enumerable.Range(0, experts.Length).Where(choice => placement[experts[choice]] == device).ToArray()).ToArray();
            Dispatch(mine[0], experts, sent);
            Compute(stop);
            Combine(mine[0], gates.contiguous().data<float>().ToArray(), sent, stop);
            AddShared(here, mine[0]);
        }

        /// <summary>Sends every choice's vector to the device of its expert, with the expert's number.</summary>
        private void Dispatch(int first, int[] experts, int[][] sent)
        {
            for (var device = 0; device < placement.Devices; device++)
            {
                var vectors = new float[sent[device].Length * channels];
                for (var i = 0; i < sent[device].Length; i++)
                {
                    input.AsSpan((first + (sent[device][i] / active)) * channels, channels).CopyTo(vectors.AsSpan(i * channels));
                }

                var numbers = Array.ConvertAll(sent[device], choice => experts[choice]);
                network.Send(me, device, [.. MemoryMarshal.AsBytes<int>(numbers), .. MemoryMarshal.AsBytes<float>(vectors)]);
            }
        }

        /// <summary>Takes what each device sent, lets my experts answer, and sends the answers back.</summary>
        private void Compute(CancellationToken stop)
        {
            for (var device = 0; device < placement.Devices; device++)
            {
                var message = network.Receive(device, me, stop);
                var count = message.Length / ((channels * sizeof(float)) + sizeof(int));
                var experts = MemoryMarshal.Cast<byte, int>(message.AsSpan(0, count * sizeof(int))).ToArray();
                var vectors = MemoryMarshal.Cast<byte, float>(message.AsSpan(count * sizeof(int))).ToArray();
                var answers = new float[vectors.Length];
                foreach (var group in Enumerable.Range(0, count).GroupBy(row => experts[row]))
                {
                    Answer(group.Key, [.. group], vectors, answers);
                }

                rows[me] += count;
                network.Send(me, device, MemoryMarshal.AsBytes<float>(answers));
            }
        }

        private void Answer(int expert, int[] places, float[] vectors, float[] answers)
        {
            using var scope = NewDisposeScope();
            var gathered = places.SelectMany(row => vectors[(row * channels)..((row + 1) * channels)]).ToArray();
            var said = mixture.Ask(expert, tensor(gathered).view(places.Length, channels)).contiguous().data<float>().ToArray();
            for (var i = 0; i < places.Length; i++)
            {
                said.AsSpan(i * channels, channels).CopyTo(answers.AsSpan(places[i] * channels));
            }
        }

        /// <summary>Adds up the answers to my tokens, weighted by their gates.</summary>
        private void Combine(int first, float[] gates, int[][] sent, CancellationToken stop)
        {
            for (var device = 0; device < placement.Devices; device++)
            {
                var answers = MemoryMarshal.Cast<byte, float>(network.Receive(device, me, stop)).ToArray();
                for (var i = 0; i < answers.Length; i++)
                {
                    var choice = sent[device][i / channels];
                    output[((first + (choice / active)) * channels) + (i % channels)] += gates[choice] * answers[i];
                }
            }
        }

        /// <summary>Shared experts see every token, so each device has them all and nothing travels.</summary>
        private void AddShared(Tensor here, int first)
        {
            if (mixture.AskShared(here) is { } said)
            {
                var numbers = said.contiguous().data<float>().ToArray();
                for (var i = 0; i < numbers.Length; i++)
                {
                    output[(first * channels) + i] += numbers[i];
                }
            }
        }
    }
}
