using DurableTask.Core;
using DurableTask.Core.History;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Compliance.Local.Durable;

/// <summary>The framework's messages and events as JSON, by its own data contracts. Each event includes the name of its type.</summary>
static class DurableJson
{
    static readonly JsonSerializerSettings Settings = new()
    {
        TypeNameHandling = TypeNameHandling.Auto,
        SerializationBinder = new EventTypes(),
        ConstructorHandling = ConstructorHandling.AllowNonPublicDefaultConstructor,
        NullValueHandling = NullValueHandling.Ignore,
        DateParseHandling = DateParseHandling.None,
        Converters = { new Ticks() },
    };

    public static string Write(TaskMessage message) => JsonConvert.SerializeObject(message, Settings);

    public static string Write(IEnumerable<HistoryEvent> events) =>
        JsonConvert.SerializeObject(events, typeof(IEnumerable<HistoryEvent>), Settings);

    public static string? Write(FailureDetails? failure) => failure is null ? null : JsonConvert.SerializeObject(failure, Settings);

    public static string? Write(IDictionary<string, string>? tags) =>
        tags is null or { Count: 0 } ? null : JsonConvert.SerializeObject(tags, Settings);

    public static T Read<T>(string json) => JsonConvert.DeserializeObject<T>(json, Settings)!;

    /// <summary>Writes UTC times as ticks, which take a tenth of the time of dates to read.</summary>
    sealed class Ticks : JsonConverter<DateTime>
    {
        public override void WriteJson(JsonWriter writer, DateTime value, JsonSerializer serializer) =>
            writer.WriteValue(value.ToUniversalTime().Ticks);

        public override DateTime ReadJson(
            JsonReader reader, Type objectType, DateTime existingValue, bool hasExistingValue, JsonSerializer serializer) =>
            new((long)reader.Value!, DateTimeKind.Utc);
    }

    /// <summary>Allows only the types of events, by their short names.</summary>
    sealed class EventTypes : ISerializationBinder
    {
        static readonly Dictionary<string, Type> Types = HistoryEvent.KnownTypes().ToDictionary(type => type.Name, StringComparer.Ordinal);

        public Type BindToType(string? assemblyName, string typeName) =>
            Types.GetValueOrDefault(typeName) ?? throw new JsonSerializationException($"There is no event '{typeName}'.");

        public void BindToName(Type serializedType, out string? assemblyName, out string? typeName) =>
            (assemblyName, typeName) = (null, Types.ContainsKey(serializedType.Name)
                ? serializedType.Name
                : throw new JsonSerializationException($"{serializedType} is not an event."));
    }
}
