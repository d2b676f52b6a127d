using System.Text;
using Compliance.Calls;
using Compliance.Failures;
using Compliance.Pci;

namespace Compliance.Core.Tests.Calls;

public sealed class CallRequestTests
{
    [Fact]
    public void Parse_WholePause_IsRead()
    {
        Assert.True(Pause("""{"at":"2026-03-02T10:00:00+01:00","trigger":"automatic","channels":["audio","screen"],"field":"cc-number"}""")
            .IsSuccess(out var request, out _));

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), request.At);
        Assert.Equal([PauseChannel.Audio, PauseChannel.Screen], request.Channels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public void Parse_NoDetails_IsEnough(string body)
    {
        Assert.Null(Pause(body).Failure);
        Assert.Null(CallMoment.Parse(Encoding.UTF8.GetBytes(body)).Failure);
    }

    [Theory]
    [InlineData("""{"card":"x"}""", "card")]
    [InlineData("""{"trigger":"auto"}""", "trigger")]
    [InlineData("""{"channels":[]}""", "channels")]
    [InlineData("""{"channels":["audio","audio"]}""", "channels")]
    [InlineData("""{"at":"yesterday"}""", "at")]
    [InlineData("""{"field":"4111111111111111"}""", "field")]
    public void Parse_FaultyPause_NamesTheField(string body, string field) =>
        Assert.Equal([field], FailureAssert.Faults(Pause(body).Failure).Keys);

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("+447700900000")]
    [InlineData("a b")]
    public void Parse_CallIdThatIsNotOpaque_IsRefused(string callId) =>
        FailureAssert.Is(FailureKind.Invalid, CallRoutes.Parse(callId).Failure);

    static Outcome<PauseRequest> Pause(string body) => PauseRequest.Parse(Encoding.UTF8.GetBytes(body));
}
