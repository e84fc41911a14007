using LlmCourse.Kernel.Jupyter;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>Which connections a kernel takes, and what it says of others.</summary>
public sealed class ConnectionFileTests : IDisposable
{
    private const string Good = """{"transport":"tcp","ip":"127.0.0.1","shell_port":5001,"control_port":5002,"stdin_port":5003,"iopub_port":5004,"hb_port":5005,"signature_scheme":"hmac-sha256","key":"k"}""";

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("127.3.2.1")]
    public void ALoopbackAddressIsTaken(string ip) => Assert.Equal(ip, Read(Good.Replace("127.0.0.1", ip, StringComparison.Ordinal)).Ip);

    [Theory]
    [InlineData("\"127.0.0.1\"", "\"0.0.0.0\"", "--allow-remote")]
    [InlineData("\"127.0.0.1\"", "\"*\"", "--allow-remote")]
    [InlineData("\"127.0.0.1\"", "\"192.168.0.7\"", "--allow-remote")]
    [InlineData("\"k\"", "\"\"", "--allow-unsigned")]
    [InlineData("hmac-sha256", "hmac-md5", "hmac-sha256 only")]
    [InlineData("\"tcp\"", "\"ipc\"", "tcp only")]
    [InlineData("5003", "0", "between 1 and 65535")]
    [InlineData("5003", "5002", "five different")]
    [InlineData("\"hb_port\":5005,", "", "hb_port")]
    [InlineData("{", "", "cannot be used")]
    public void OthersAreRefusedWithTheReason(string old, string other, string reason)
    {
        var problem = Assert.Throws<UsageException>(() => Read(Good.Replace(old, other, StringComparison.Ordinal)));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RemoteAndUnsignedAreTakenWhereSaidSo()
    {
        File.WriteAllText(file, Good.Replace("127.0.0.1", "0.0.0.0", StringComparison.Ordinal).Replace("\"k\"", "\"\"", StringComparison.Ordinal));
        Assert.Equal("tcp://0.0.0.0:5001", ConnectionFile.Read(file, allowRemote: true, allowUnsigned: true).Address(5001));
    }

    private ConnectionFile Read(string text)
    {
        File.WriteAllText(file, text);
        return ConnectionFile.Read(file);
    }
}
