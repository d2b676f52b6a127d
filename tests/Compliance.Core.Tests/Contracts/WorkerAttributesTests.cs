using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;

namespace Compliance.Core.Tests.Contracts;

public sealed class WorkerAttributesTests
{
    [Fact]
    public void An_http_trigger_asks_for_a_function_key_only_when_nothing_is_said()
    {
        Assert.Equal(AuthorizationLevel.Function, new HttpTriggerAttribute().AuthLevel);
        Assert.Equal(AuthorizationLevel.Anonymous, new HttpTriggerAttribute("get").AuthLevel);
        Assert.Equal(AuthorizationLevel.Admin, new HttpTriggerAttribute(AuthorizationLevel.Admin, "get", "post").AuthLevel);
    }

    [Fact]
    public void An_http_trigger_without_methods_answers_all()
    {
        Assert.Null(new HttpTriggerAttribute().Methods);
        Assert.Null(new HttpTriggerAttribute(AuthorizationLevel.Anonymous).Methods);
        Assert.Equal(["get", "post"], new HttpTriggerAttribute(AuthorizationLevel.Anonymous, "get", "post").Methods!);
        Assert.Null(new HttpTriggerAttribute("get").Route);
    }

    [Fact]
    public void A_blob_trigger_scans_unless_told_to_listen()
    {
        var trigger = new BlobTriggerAttribute("inbox/{tenant}");

        Assert.Equal(BlobTriggerSource.LogsAndContainerScan, trigger.Source);
        Assert.Equal("inbox/{tenant}", trigger.BlobPath);
        Assert.Null(trigger.Connection);
    }

    [Fact]
    public void A_timer_is_monitored_and_does_not_run_at_startup()
    {
        var trigger = new TimerTriggerAttribute("0 0 * * * *");

        Assert.True(trigger.UseMonitor);
        Assert.False(trigger.RunOnStartup);
        Assert.Equal("0 0 * * * *", trigger.Schedule);
    }

    [Fact]
    public void A_bus_trigger_takes_one_message_of_a_queue_or_a_subscription()
    {
        var queue = new ServiceBusTriggerAttribute("acks");
        var topic = new ServiceBusTriggerAttribute("events", "recorder");

        Assert.Equal(("acks", null, null), (queue.QueueName, queue.TopicName, queue.SubscriptionName));
        Assert.Equal((null, "events", "recorder"), (topic.QueueName, topic.TopicName, topic.SubscriptionName));
        Assert.False(queue.IsBatched || queue.IsSessionsEnabled || queue.AutoCompleteMessages);
    }

    [Fact]
    public void The_cardinality_of_a_bus_trigger_is_its_batching()
    {
        var trigger = new ServiceBusTriggerAttribute("acks");
        ISupportCardinality cardinality = trigger;

        Assert.Equal(Cardinality.One, cardinality.Cardinality);
        cardinality.Cardinality = Cardinality.Many;
        Assert.True(trigger.IsBatched);
    }

    [Fact]
    public void A_bus_output_goes_to_a_queue_unless_told_otherwise()
    {
        Assert.Equal(ServiceBusEntityType.Queue, new ServiceBusOutputAttribute("acks").EntityType);
        Assert.Equal(ServiceBusEntityType.Topic, new ServiceBusOutputAttribute("events", ServiceBusEntityType.Topic).EntityType);
    }

    [Theory]
    [InlineData(typeof(TriggerBindingAttribute), AttributeTargets.Parameter)]
    [InlineData(typeof(InputBindingAttribute), AttributeTargets.Parameter)]
    [InlineData(typeof(OutputBindingAttribute), AttributeTargets.Method | AttributeTargets.Property)]
    [InlineData(typeof(FunctionAttribute), AttributeTargets.Method)]
    [InlineData(typeof(HttpResultAttribute), AttributeTargets.Property)]
    public void Attributes_go_where_the_host_looks_for_them(Type attribute, AttributeTargets targets) =>
        Assert.Equal(targets, attribute.GetCustomAttribute<AttributeUsageAttribute>()!.ValidOn);

    [Fact]
    public void Only_the_timer_can_be_retried_by_the_host()
    {
        Type[] triggers =
            [typeof(TimerTriggerAttribute), typeof(HttpTriggerAttribute), typeof(BlobTriggerAttribute), typeof(ServiceBusTriggerAttribute)];

        Assert.Equal([typeof(TimerTriggerAttribute)], triggers.Where(CanBeRetried));

        static bool CanBeRetried(Type trigger) =>
            trigger.GetCustomAttribute<BindingCapabilitiesAttribute>()?.Capabilities.Contains("FunctionLevelRetry") is true;
    }

    [Fact]
    public void A_converter_must_be_one() =>
        Assert.Throws<InvalidOperationException>(() => new InputConverterAttribute(typeof(string)));

    [Fact]
    public void The_body_is_bound_by_a_converter() =>
        Assert.IsAssignableFrom<InputConverterAttribute>(new FromBodyAttribute());

    [Theory]
    [InlineData("not a time")]
    [InlineData("-00:00:01")]
    public void A_fixed_delay_that_is_no_delay_is_refused(string delay) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedDelayRetryAttribute(3, delay));
}
