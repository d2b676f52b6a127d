using Compliance.Local.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Core.Tests.Hosting;

public class FunctionDiscoveryTests
{
    [Fact]
    public void Find_SampleClasses_EveryFunctionOnce()
    {
        var found = FunctionDiscovery.Find([typeof(SampleHttpFunctions), typeof(SampleTriggers)]);

        Assert.Equal(
            ["Acknowledged", "Arrival", "Body", "Denied", "Echo", "Ignored", "Outputs", "Plain", "Started", "Throws", "Written", "Yearly"],
            found.Select(x => x.Name));
    }

    [Fact]
    public void Definition_HttpFunction_AsTheOfficialMetadataSaysIt()
    {
        var definition = FunctionDiscovery.Find([typeof(SampleHttpFunctions)]).Single(x => x.Name == "Echo").Definition;

        Assert.Equal("Compliance.Core.Tests.Hosting.SampleHttpFunctions.Echo", definition.EntryPoint);
        Assert.Equal(("request", "httpTrigger"), (definition.InputBindings["request"].Name, definition.InputBindings["request"].Type));
        Assert.Equal("http", Assert.Single(definition.OutputBindings).Value.Type);
        Assert.Equal(["request", "tenant", "id", "context", "optional"], definition.Parameters.Select(x => x.Name));
    }

    [Theory]
    [InlineData(typeof(NoTrigger), "0 triggers")]
    [InlineData(typeof(TwoTriggers), "2 triggers")]
    [InlineData(typeof(OneName), "Two functions")]
    public void Find_WrongFunction_SaysSo(Type type, string expected)
    {
        var fault = Assert.Throws<LocalStartException>(() => FunctionDiscovery.Find([type]));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    public sealed class NoTrigger
    {
        [Function("A")]
        public void A(FunctionContext context) => context.Items.Clear();
    }

    public sealed class TwoTriggers
    {
        [Function("A")]
        public void A([HttpTrigger] HttpRequest request, [TimerTrigger("* * * * * *")] TimerInfo timer) =>
            request.Headers.Append("a", $"{timer}");
    }

    public sealed class OneName
    {
        [Function("A")]
        public void A([HttpTrigger] HttpRequest request) => request.Headers.Clear();

        [Function("a")]
        public void B([HttpTrigger] HttpRequest request) => request.Headers.Clear();
    }
}
