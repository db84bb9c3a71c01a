// The one list of commands. `build.rs` makes a permission of each, `lib.rs` the handler; tests hold the capability file
// and the TypeScript table against it. Plain tokens, so that all of them can include it.

macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            ui_ready,
            system_list,
            system_open_documentation,
            connection_list,
            connection_create,
            connection_open,
            connection_rename,
            connection_delete,
            connection_choose_client_authentication,
            connection_keep_password,
            connection_change_sign_in,
            connection_discover,
            connection_take_discovery,
            connection_dismiss_discovery,
            value_enter,
            value_repair,
            flow_start,
            flow_renew,
            flow_cancel,
            sign_in_open_again,
            sign_in_copy_link,
            sign_in_paste,
            token_copy,
            token_test,
            text_copy,
            practice_open,
            practice_fill
        }
    };
}
