using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Microsoft.Data.Sqlite;

namespace Compliance.Local.Bus;

/// <summary>
/// Queues and subscriptions in the hosts' database, by the rules of Service Bus: at-least-once delivery, locks of one minute, ten
/// deliveries before the dead-letter queue, scheduled messages, and a message id is dropped if it is sent again within ten minutes.
/// </summary>
public sealed class BusStore(HostDatabase database, HostPresence presence, BusTopology topology, ICrashPoints points, TimeProvider clock)
{
    public const int MaxDeliveries = 10;

    public static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);
    static readonly Dictionary<string, object> NoProperties = new(StringComparer.Ordinal);
    static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);

    volatile TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Completes when this process next sends; messages of other processes are found by polling.</summary>
    internal Task NextSend => sent.Task;

    /// <summary>Sends all messages or none. As on Azure, a topic without subscriptions keeps nothing.</summary>
    /// <param name="scheduled">When they become visible; null for the time in each message, or now.</param>
    /// <returns>One sequence number per message.</returns>
    internal IReadOnlyList<long> Send(string entity, IReadOnlyCollection<ServiceBusMessage> messages, DateTimeOffset? scheduled)
    {
        if (!topology.IsQueue(entity) && !topology.IsTopic(entity))
        {
            throw new ServiceBusException(
                "The messaging entity could not be found.", ServiceBusFailureReason.MessagingEntityNotFound, entity);
        }

        var point = $"bus.{entity.Split('/')[^1]}.send";
        points.Reach(point + ".before");
        var sequences = database.Write(connection => messages.Select(x => Insert(connection, entity, x, scheduled)).ToList());
        points.Reach(point + ".after");
        Interlocked.Exchange(ref sent, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return sequences;
    }

    internal int Cancel(string entity, IEnumerable<long> sequences) => database.Write(connection => sequences.Sum(x => HostDatabase.Execute(
        connection,
        """
        DELETE FROM bus_messages WHERE batch = $batch AND deliveries = 0 AND visible > $now
            AND (entity = $entity OR entity IN (SELECT entity FROM bus_subscriptions WHERE topic = $entity))
        """,
        ("$batch", x), ("$now", Now), ("$entity", entity))));

    /// <summary>Creates a subscription; it receives no message sent before.</summary>
    internal void Subscribe(string topic, string subscription) => database.Write(connection => HostDatabase.Execute(
        connection,
        "INSERT OR IGNORE INTO bus_subscriptions (topic, entity) VALUES ($topic, $entity)",
        ("$topic", topic), ("$entity", BusTopology.Subscription(topic, subscription))));

    /// <summary>Takes visible messages, oldest first, and locks them.</summary>
    internal IReadOnlyList<BusDelivery> Receive(string entity, int most)
    {
        // Peeking needs no write lock; the lock is taken only if there is a message.
        return Peek(entity, fromSequence: 0, most: 1, visibleOnly: true).Count == 0
            ? []
            : database.Write(connection => Take(connection, entity, most));
    }

    internal IReadOnlyList<BusDelivery> Peek(string entity, long fromSequence, int most, bool visibleOnly = false) =>
        database.Read(connection =>
        Query(
            connection,
            "entity = $entity AND sequence >= $from AND expires > $now" + (visibleOnly ? " AND state = 'active' AND visible <= $now" : ""),
            most,
            ("$entity", entity), ("$from", fromSequence), ("$now", Now)));

    /// <returns>False if the lock was lost: the message was delivered again or will be.</returns>
    internal bool Complete(string lockToken) => database.Write(connection => HostDatabase.Execute(
        connection, "DELETE FROM bus_messages WHERE lock_token = $token AND visible > $now", ("$token", lockToken), ("$now", Now))) > 0;

    internal bool Renew(string lockToken) => database.Write(connection => HostDatabase.Execute(
        connection,
        "UPDATE bus_messages SET visible = $until WHERE lock_token = $token AND visible > $now",
        ("$token", lockToken), ("$now", Now), ("$until", Now + (long)LockDuration.TotalMilliseconds))) > 0;

    internal bool Abandon(string lockToken, IDictionary<string, object>? properties) =>
        Release(lockToken, delivery => (delivery.Entity, "active", delivery.Content.With(properties)));

    internal bool Defer(string lockToken, IDictionary<string, object>? properties) =>
        Release(lockToken, delivery => (delivery.Entity, "deferred", delivery.Content.With(properties)));

    internal bool DeadLetter(string lockToken, IDictionary<string, object>? properties, string? reason, string? description) =>
        Release(lockToken,
            delivery => (BusTopology.DeadLetters(delivery.Entity), "active", Dead(delivery, properties, reason, description)));

    long Insert(SqliteConnection connection, string entity, ServiceBusMessage message, DateTimeOffset? scheduled)
    {
        var now = clock.GetUtcNow();
        var id = message.MessageId ?? Guid.CreateVersion7(now).ToString("N");
        HostDatabase.Execute(connection, "DELETE FROM bus_seen WHERE until <= $now", ("$now", Now));
        var isNew = HostDatabase.Execute(
            connection,
            "INSERT OR IGNORE INTO bus_seen (entity, message_id, until) VALUES ($entity, $id, $until)",
            ("$entity", entity), ("$id", id), ("$until", (now + DuplicateWindow).ToUnixTimeMilliseconds())) > 0;
        if (!isNew)
        {
            return 0;
        }

        var due = scheduled ?? (message.ScheduledEnqueueTime == default ? now : message.ScheduledEnqueueTime);
        var visible = due > now ? due : now;
        var content = BusContent.Of(message, id, due > now ? due : default).ToBytes();
        var expires = message.TimeToLive >= DateTimeOffset.MaxValue - visible ? DateTimeOffset.MaxValue : visible + message.TimeToLive;
        long batch = 0;
        foreach (var target in topology.IsQueue(entity) ? [entity] : SubscriptionsOf(connection, entity))
        {
            using var insert = HostDatabase.Command(
                connection,
                """
                INSERT INTO bus_messages (batch, entity, state, visible, expires, enqueued, deliveries, content, body)
                VALUES ($batch, $entity, 'active', $visible, $expires, $visible, 0, $content, $body) RETURNING sequence
                """,
                ("$batch", batch), ("$entity", target), ("$visible", visible.ToUnixTimeMilliseconds()),
                ("$expires", expires.ToUnixTimeMilliseconds()), ("$content", content), ("$body", message.Body.ToArray()));
            var sequence = (long)insert.ExecuteScalar()!;
            if (batch == 0)
            {
                batch = sequence;
                HostDatabase.Execute(connection, "UPDATE bus_messages SET batch = $batch WHERE sequence = $batch", ("$batch", batch));
            }
        }

        return batch;
    }

    List<BusDelivery> Take(SqliteConnection connection, string entity, int most)
    {
        HostDatabase.Execute(connection,
            "DELETE FROM bus_messages WHERE entity = $entity AND expires <= $now", ("$entity", entity), ("$now", Now));
        var taken = new List<BusDelivery>();
        var visible = Query(
            connection, "entity = $entity AND state = 'active' AND visible <= $now", most, ("$entity", entity), ("$now", Now));
        foreach (var message in visible)
        {
            if (message.Deliveries >= MaxDeliveries && !entity.EndsWith("/$DeadLetterQueue", StringComparison.Ordinal))
            {
                var dead = Dead(
                    message, properties: null, "MaxDeliveryCountExceeded", "Message could not be consumed after 10 delivery attempts.");
                Move(connection, message.Sequence, BusTopology.DeadLetters(entity), "active", dead);
                continue;
            }

            var token = Guid.CreateVersion7(clock.GetUtcNow()).ToString("D");
            var until = Now + (long)LockDuration.TotalMilliseconds;
            HostDatabase.Execute(
                connection,
                """
                UPDATE bus_messages SET lock_token = $token, owner = $owner, visible = $until, deliveries = deliveries + 1
                WHERE sequence = $sequence
                """,
                ("$token", token), ("$owner", presence.Id), ("$until", until), ("$sequence", message.Sequence));
            taken.Add(message with { LockToken = token, Deliveries = message.Deliveries + 1, LockedUntil = until });
        }

        return taken;
    }

    bool Release(string lockToken, Func<BusDelivery, (string Entity, string State, BusContent Content)> to) => database.Write(connection =>
    {
        if (Query(connection, "lock_token = $token AND visible > $now", 1, ("$token", lockToken), ("$now", Now)) is not [var delivery])
        {
            return false;
        }

        var (entity, state, content) = to(delivery);
        Move(connection, delivery.Sequence, entity, state, content);
        return true;
    });

    void Move(SqliteConnection connection, long sequence, string entity, string state, BusContent content) => HostDatabase.Execute(
        connection,
        """
        UPDATE bus_messages SET entity = $entity, state = $state, content = $content, lock_token = NULL, owner = NULL, visible = $now,
            deliveries = CASE WHEN entity = $entity THEN deliveries ELSE 0 END
        WHERE sequence = $sequence
        """,
        ("$entity", entity), ("$state", state), ("$content", content.ToBytes()), ("$now", Now), ("$sequence", sequence));

    static BusContent Dead(BusDelivery delivery, IDictionary<string, object>? properties, string? reason, string? description)
    {
        var marks = new Dictionary<string, object>(properties ?? NoProperties, StringComparer.Ordinal);
        if (reason is not null)
        {
            marks["DeadLetterReason"] = reason;
        }

        if (description is not null)
        {
            marks["DeadLetterErrorDescription"] = description;
        }

        return delivery.Content.With(marks) with { DeadLetterSource = delivery.Entity };
    }

    static List<string> SubscriptionsOf(SqliteConnection connection, string topic)
    {
        using var query = HostDatabase.Command(connection, "SELECT entity FROM bus_subscriptions WHERE topic = $topic", ("$topic", topic));
        using var reader = query.ExecuteReader();
        var entities = new List<string>();
        while (reader.Read())
        {
            entities.Add(reader.GetString(0));
        }

        return entities;
    }

    static List<BusDelivery> Query(
        SqliteConnection connection, string where, int most, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var query = HostDatabase.Command(
            connection,
            $"""
            SELECT sequence, entity, enqueued, visible, deliveries, lock_token, content, body FROM bus_messages
            WHERE {where} ORDER BY sequence LIMIT {most}
            """,
            values);
        using var reader = query.ExecuteReader();
        var found = new List<BusDelivery>();
        while (reader.Read())
        {
            found.Add(new BusDelivery(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetInt64(2),
                reader.GetInt64(3),
                reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                BusContent.Parse((byte[])reader.GetValue(6)),
                (byte[])reader.GetValue(7)));
        }

        return found;
    }
}
