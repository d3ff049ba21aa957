using System.Runtime.InteropServices;

namespace Unified.Embedded.Kafka;

/// <summary>The mock cluster's C functions, in the librdkafka that Confluent.Kafka uses: one library in the process, one version.</summary>
internal sealed unsafe class LibrdkafkaApi
{
    private static readonly Lazy<LibrdkafkaApi> s_loaded = new(static () => new LibrdkafkaApi(PackagedLibrdkafka.Handle));

    public readonly delegate* unmanaged[Cdecl]<nint> NewConfiguration;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, nuint, int> Configure;
    public readonly delegate* unmanaged[Cdecl]<nint, void> DestroyConfiguration;
    public readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> NewClient;
    public readonly delegate* unmanaged[Cdecl]<nint, void> DestroyClient;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> NewCluster;
    public readonly delegate* unmanaged[Cdecl]<nint, void> DestroyCluster;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> SetController;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> Bootstraps;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int, int> CreateTopic;
    public readonly delegate* unmanaged[Cdecl]<int, nint> ErrorText;

    private LibrdkafkaApi(nint library)
    {
        nint Export(string name) => NativeLibrary.GetExport(library, name);
        NewConfiguration = (delegate* unmanaged[Cdecl]<nint>)Export("rd_kafka_conf_new");
        Configure = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, nuint, int>)Export("rd_kafka_conf_set");
        DestroyConfiguration = (delegate* unmanaged[Cdecl]<nint, void>)Export("rd_kafka_conf_destroy");
        NewClient = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)Export("rd_kafka_new");
        DestroyClient = (delegate* unmanaged[Cdecl]<nint, void>)Export("rd_kafka_destroy");
        NewCluster = (delegate* unmanaged[Cdecl]<nint, int, nint>)Export("rd_kafka_mock_cluster_new");
        DestroyCluster = (delegate* unmanaged[Cdecl]<nint, void>)Export("rd_kafka_mock_cluster_destroy");
        SetController = (delegate* unmanaged[Cdecl]<nint, int, int>)Export("rd_kafka_mock_set_controller_id");
        Bootstraps = (delegate* unmanaged[Cdecl]<nint, nint>)Export("rd_kafka_mock_cluster_bootstraps");
        CreateTopic = (delegate* unmanaged[Cdecl]<nint, byte*, int, int, int>)Export("rd_kafka_mock_topic_create");
        ErrorText = (delegate* unmanaged[Cdecl]<int, nint>)Export("rd_kafka_err2str");
    }

    public static LibrdkafkaApi Loaded => s_loaded.Value;
}
