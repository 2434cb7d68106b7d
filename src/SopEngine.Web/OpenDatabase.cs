using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Web;

/// <summary>The database that the program works with, migrated: that of <c>ConnectionStrings__Sop</c>, or else an embedded one.</summary>
internal sealed class OpenDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private OpenDatabase(string connectionString, EmbeddedPostgres? embedded, string dataDirectory)
    {
        ConnectionString = connectionString;
        _embedded = embedded;
        DataDirectory = dataDirectory;
    }

    public string ConnectionString { get; }

    /// <summary>Folder of this node's own files.</summary>
    public string DataDirectory { get; }

    public bool IsEmbedded => _embedded is not null;

    /// <exception cref="DatabaseUnusableException">It cannot be used; the message says why in one line.</exception>
    public static async Task<OpenDatabase> Open(IConfiguration configuration, ILogger log, CancellationToken cancellation)
    {
        var directory = Path.GetFullPath(
            configuration["Sop:DataDirectory"] ?? Path.Combine(configuration[HostDefaults.ContentRootKey] ?? "", "data"));
        var given = configuration.GetConnectionString("Sop");
        var embedded = string.IsNullOrWhiteSpace(given) ? await EmbeddedPostgres.Start(directory, log, cancellation) : null;
        try
        {
            var connectionString = embedded?.ConnectionString ?? given!;
            await Migrate(connectionString, isEmbedded: embedded is not null, cancellation);
            return new OpenDatabase(connectionString, embedded, embedded?.Folder ?? directory);
        }
        catch
        {
            if (embedded is not null) await embedded.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null) await _embedded.DisposeAsync();
    }

    private static async Task Migrate(string connectionString, bool isEmbedded, CancellationToken cancellation)
    {
        try
        {
            if (!isEmbedded) await Pooler.Refuse(connectionString, cancellation);
            await Migrator.Migrate(connectionString, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DatabaseUnusableException($"ConnectionStrings__Sop cannot be read: {e.Message}", e);
        }
        catch (PostgresException e)
        {
            throw new DatabaseUnusableException($"The database server refused: {e.MessageText}.", e);
        }
        catch (NpgsqlException e)
        {
            var reason = e.InnerException?.Message ?? e.Message;
            throw new DatabaseUnusableException($"The database server of ConnectionStrings__Sop cannot be reached: {reason}", e);
        }
    }
}
